import { createOpenAICompatible } from "@ai-sdk/openai-compatible";

import { aiSdkDriver } from "./ai-sdk-driver.ts";
import type { Connection } from "./connection.ts";
import type { ModelDriver } from "./driver.ts";
import { withThinkTag } from "./think-tag.ts";

/** A driver for Chat Completions as the many servers speak it: vLLM, llama.cpp, Ollama, gateways. */
export function openAICompatibleDriver(connection: Connection, model: string): ModelDriver {
  const provider = createOpenAICompatible({
    name: connection.provider,
    baseURL: connection.baseUrl,
    includeUsage: true,
    fetch: connection.fetch,
    ...(connection.apiKey !== undefined && { apiKey: connection.apiKey }),
  });
  return aiSdkDriver(withThinkTag(provider.chatModel(model)), model, connection);
}

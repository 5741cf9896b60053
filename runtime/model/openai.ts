import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4 } from "@ai-sdk/provider";

import { sdkSettings } from "./ai-sdk-settings.ts";
import type { Connection } from "./provider/connection.ts";

/** OpenAI's own endpoints: the Responses API, or Chat Completions as OpenAI itself speaks it. */
export function openAIModel(connection: Connection, model: string): LanguageModelV4 {
  const provider = createOpenAI(sdkSettings(connection));
  return connection.protocol === "responses" ? provider.responses(model) : provider.chat(model);
}

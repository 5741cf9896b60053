import { systemClock } from "#runtime/system-services.ts";
import { connectDriver } from "#runtime/model/connect-driver.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { connectionTo } from "./connection-to.ts";
import type { LocalModelServer } from "./local-model-server.ts";

/** A driver of the AI SDK for OpenAI, at a server of a test. */
export function openAIDriver(
  server: LocalModelServer,
  protocol: "chat" | "responses",
  apiKey?: string,
): ModelDriver {
  const connection = connectionTo(server, {
    provider: "openai",
    driver: "ai-sdk",
    package: "@ai-sdk/openai",
    protocol,
    ...(apiKey && { apiKey }),
  });
  return connectDriver(connection, "gpt-5.4-mini", systemClock);
}

/** The response begins. */
export const CREATED = {
  type: "response.created",
  sequence_number: 0,
  response: { id: "resp_1", created_at: 1, model: "gpt-5.4-mini", status: "in_progress" },
};
/** A message without its text. */
export const ITEM = {
  type: "message",
  id: "msg_1",
  status: "in_progress",
  role: "assistant",
  content: [],
};

/** A part of the message. */
export function textDelta(delta: string): unknown {
  return {
    type: "response.output_text.delta",
    sequence_number: 1,
    item_id: "msg_1",
    output_index: 0,
    content_index: 0,
    delta,
  };
}

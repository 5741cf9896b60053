import type { Connection } from "./connection.ts";
import type { ModelDriver } from "./driver.ts";
import { openAICompatibleDriver } from "./openai-compatible.ts";
import { openAIDriver } from "./openai.ts";

/** The driver for a model behind a connection. Nothing is sent before its first `stream`. */
export function connectDriver(connection: Connection, model: string): ModelDriver {
  return connection.protocol === "responses" || connection.driver === "openai"
    ? openAIDriver(connection, model)
    : openAICompatibleDriver(connection, model);
}

import type { Protocol } from "#runtime/model/protocol/protocol.ts";

import { OllamaReader } from "./ollama-reader.ts";
import { writeOllama } from "./ollama-writer.ts";

/** Ollama's own chat API; the base URL is the server's address. */
export const ollamaProtocol: Protocol = {
  name: "ollama",
  framing: "ndjson",
  write: writeOllama,
  reader: (identity) => new OllamaReader(identity),
};

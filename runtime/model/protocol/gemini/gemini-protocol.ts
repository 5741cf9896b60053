import type { Protocol } from "#runtime/model/protocol/protocol.ts";

import { GeminiReader } from "./gemini-reader.ts";
import { writeGemini } from "./gemini-writer.ts";

/** Google's generateContent; the base URL ends with `/v1beta`, or at Vertex with `/publishers/google`. */
export const geminiProtocol: Protocol = {
  name: "gemini",
  framing: "sse",
  write: writeGemini,
  reader: (identity) => new GeminiReader(identity),
};

import type { Protocol } from "#runtime/model/protocol/protocol.ts";

import { CohereReader } from "./cohere-reader.ts";
import { writeCohere } from "./cohere-writer.ts";

/** Cohere's chat API, version 2; the base URL ends with `/v2`. */
export const cohereProtocol: Protocol = {
  name: "cohere",
  framing: "sse",
  write: writeCohere,
  reader: (identity) => new CohereReader(identity),
};

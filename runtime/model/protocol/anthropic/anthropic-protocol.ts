import type { Protocol } from "#runtime/model/protocol/protocol.ts";

import { AnthropicReader } from "./anthropic-reader.ts";
import { writeAnthropic } from "./anthropic-writer.ts";

/** Anthropic's Messages API (version 2023-06-01); the base URL ends with `/v1`. */
export const anthropicProtocol: Protocol = {
  name: "anthropic",
  framing: "sse",
  write: writeAnthropic,
  reader: (identity) => new AnthropicReader(identity),
};

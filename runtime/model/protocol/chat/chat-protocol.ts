import type { Protocol } from "#runtime/model/protocol/protocol.ts";
import { ChatReader } from "./chat-reader.ts";
import { chatRequest } from "./chat-request.ts";

/** Chat Completions as OpenAI defined it and the many servers speak it. */
export const chatProtocol: Protocol = {
  name: "chat",
  framing: "sse",
  write: (request, model) => ({ path: "/chat/completions", body: chatRequest(request, model) }),
  reader: (identity) => new ChatReader(identity),
};

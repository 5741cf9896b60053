import type { Protocol } from "#runtime/model/protocol/protocol.ts";
import type { ChatDialect } from "./chat-dialect.ts";
import { ChatReader } from "./chat-reader.ts";
import { chatRequest } from "./chat-request.ts";

/** Chat Completions as OpenAI defined it and the many servers speak it. */
export const chatProtocol = chatProtocolIn({});

/** The same as one server speaks it. */
export function chatProtocolIn(dialect: ChatDialect): Protocol {
  return {
    name: "chat",
    framing: "sse",
    write: (request, model) => ({
      path: "/chat/completions",
      body: chatRequest(request, model, dialect),
    }),
    reader: (identity) => new ChatReader(identity, dialect),
  };
}

import type { Protocol } from "#runtime/model/protocol/protocol.ts";
import { ResponsesReader } from "./responses-reader.ts";
import { responsesRequest } from "./responses-request.ts";

/** OpenAI's Responses API, and those who speak it: Azure, xAI, DeepSeek, LM Studio, OpenRouter. */
export const responsesProtocol: Protocol = {
  name: "responses",
  framing: "sse",
  write: (request, model) => ({ path: "/responses", body: responsesRequest(request, model) }),
  reader: (identity) => new ResponsesReader(identity),
};

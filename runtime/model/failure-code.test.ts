import { expect, test } from "vitest";

import { failureCode } from "./failure-code.ts";
import { readErrorBody } from "./error-body.ts";

const TOO_LARGE = "Request too large for model `x` on tokens per minute: Limit 8, Requested 9";

test.each([
  [400, { message: "Number of input tokens exceeds maximum length." }, "context_length"],
  [400, { message: "The provided model identifier is invalid." }, "not_found"],
  [400, { detail: "Model x-1 is not supported. Supported models are x-2" }, "not_found"],
  [400, { message: "For this model temperature is not supported" }, "bad_request"],
  [403, { message: "The security token included in the request is invalid." }, "auth"],
  [403, { message: "The model is not for you" }, "forbidden"],
  [413, { message: TOO_LARGE, code: "rate_limit_exceeded" }, "context_length"],
  [429, { message: TOO_LARGE, code: "rate_limit_exceeded" }, "context_length"],
  [429, { message: "Rate limit reached", code: "rate_limit_exceeded" }, "rate_limited"],
  [undefined, { message: "Incorrect API key provided" }, "auth"],
  [undefined, { code: "invalid-argument", error: "Incorrect API key provided" }, "auth"],
  [undefined, { error: "Unauthorized" }, "auth"],
  [undefined, { message: "The engine is overloaded" }, "server"],
])("status %s with %j is %s", (status, body, code) => {
  const facts = { kind: "refusal", ...readErrorBody(body) } as const;

  expect(failureCode(status === undefined ? facts : { ...facts, status })).toBe(code);
});

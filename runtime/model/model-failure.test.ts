import { APICallError } from "@ai-sdk/provider";
import { expect, test } from "vitest";

import { NotAStreamError, TruncatedStreamError } from "./failure-facts.ts";
import { ProviderAuthError } from "./model-errors.ts";
import { describeFailure } from "./model-failure.ts";

const KEY = "sk-live-0123456789abcdef";
const OPENAI = {
  provider: "openai",
  baseUrl: "https://user:secret@api.openai.com/v1?key=secret",
  keyName: "OPENAI_API_KEY",
  apiKey: KEY,
};

function refusal(
  statusCode: number | undefined,
  error: Record<string, unknown> = {},
  responseHeaders: Record<string, string> = {},
): APICallError {
  return new APICallError({
    message: typeof error["message"] === "string" ? error["message"] : "Refused",
    url: "https://api.openai.com/v1/responses",
    requestBodyValues: {},
    responseHeaders,
    data: { error },
    ...(statusCode !== undefined && { statusCode }),
  });
}

test("a refused key is told in words, with the variable to set", () => {
  expect(describeFailure(refusal(401, { message: `Bad key ${KEY}` }), OPENAI)).toEqual({
    type: "error",
    code: "auth",
    message: "The model refused the key. 401 from openai",
    hint: "Set OPENAI_API_KEY to a valid key and start again. Nothing was billed",
    retryable: false,
  });
});

test.each([
  [401, {}, "auth", false],
  [402, {}, "quota", false],
  [403, {}, "forbidden", false],
  [404, {}, "not_found", false],
  [408, {}, "timeout", true],
  [400, { message: "Unknown parameter" }, "bad_request", false],
  [422, {}, "bad_request", false],
  [400, { code: "context_length_exceeded" }, "context_length", false],
  [400, { message: "This model's maximum context length is 8192" }, "context_length", false],
  [413, { code: "rate_limit_exceeded" }, "rate_limited", true],
  [429, {}, "rate_limited", true],
  [429, { code: "insufficient_quota" }, "quota", false],
  [500, {}, "server", true],
  [503, { type: "overloaded_error" }, "server", true],
  [504, {}, "timeout", true],
  [undefined, { message: "Cannot connect to API: refused" }, "network", true],
] as const)("status %s with %j is %s", (status, error, code, retryable) => {
  expect(describeFailure(refusal(status, error), OPENAI)).toMatchObject({ code, retryable });
});

test("a pause that the provider names is passed on", () => {
  const failure = describeFailure(refusal(429, {}, { "retry-after": "2.4" }), OPENAI);

  expect(failure).toMatchObject({
    hint: "Try again in 3 s. Nothing was billed",
    retry_after_ms: 2400,
  });
});

test("an error inside a stream is read like one outside", () => {
  expect(describeFailure({ message: "Slow down", code: 429 }, OPENAI)).toMatchObject({
    code: "rate_limited",
    message: "The provider asks for a pause. 429 from openai: Slow down",
  });
  expect(describeFailure({ message: "No more", type: "insufficient_quota" }, OPENAI).code).toBe(
    "quota",
  );
  expect(describeFailure({ message: "Oops", type: "server_error" }, OPENAI).code).toBe("server");
});

test("neither keys nor credentials of an address reach the message", () => {
  const leaky = refusal(400, {
    message: `You sent ${KEY} and Bearer abcdefghijkl and sk-other-12345678`,
  });

  const shown = JSON.stringify(describeFailure(leaky, OPENAI));
  const lost = JSON.stringify(describeFailure(refusal(undefined), OPENAI));

  expect(shown).toContain("You sent [key] and [key] and [key]");
  expect(lost).toContain("https://api.openai.com/v1");
  expect(`${shown}${lost}`).not.toMatch(/secret|sk-live|sk-other|abcdefghijkl/);
});

test("a long answer of the provider is cut to one line", () => {
  const { message } = describeFailure(refusal(500, { message: "no\n".repeat(1000) }), OPENAI);

  expect(message).not.toContain("\n");
  expect(message.length).toBeLessThan(400);
});

test.each([
  [new TruncatedStreamError(), /may be billed/],
  [new NotAStreamError("a page"), /base URL .* and the protocol$/],
])("%s is told with its next step and what it costs", (error, hint) => {
  expect(describeFailure(error, OPENAI).hint).toMatch(hint);
});

test("a provider that advises on a second try is believed", () => {
  const refused = describeFailure(refusal(500, {}, { "x-should-retry": "false" }), OPENAI);

  expect(refused).toMatchObject({ code: "server", retryable: false });
});

test("an error of the project's own is told in its own words", () => {
  expect(describeFailure(new ProviderAuthError("groq", "GROQ_API_KEY"), OPENAI)).toEqual({
    type: "error",
    code: "auth",
    message: "There is no key for groq. The variable GROQ_API_KEY is empty",
    hint: "Set GROQ_API_KEY and start again",
    retryable: false,
  });
});

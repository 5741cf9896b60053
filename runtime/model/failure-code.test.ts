import { describe, expect, test } from "vitest";

import { readErrorBody } from "./error-body.ts";
import { failureCode } from "./failure-code.ts";
import { describeFailure, type ModelFailure } from "./model-failure.ts";
import { HttpError } from "./protocol/http-error.ts";

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

const IDENTITY = { provider: "vendor", baseUrl: "https://api.example/v1" };

function refusal(status: number, error: object): ModelFailure {
  return describeFailure(new HttpError(status, new Headers(), JSON.stringify({ error })), IDENTITY);
}

describe("a prompt that is too long is told as such, in whichever words", () => {
  test.each([
    "input length and `max_tokens` exceed context limit: 90 + 20 > 100",
    "The maximum prompt length is 100, this one has 120 tokens",
    "prompt token count of 120 exceeds the limit of 100",
    "Request exceeded model token limit: 100 (requested: 120)",
    "Prompt exceeds max length",
    "the number of input tokens 120 cannot exceed the total tokens limit 100",
    "`inputs` tokens + `max_new_tokens` must be <= 100",
    "Range of input length should be [1, 100]",
    "Reduce the length of the messages: they have 120 of 100",
    "The prompt (length 120) is longer than the maximum model length of 100",
  ])("%s", (message) => {
    expect(refusal(400, { message })).toMatchObject({ code: "context_length", retryable: false });
  });

  test("also where the server fails over it, or says so as a rate that it is too large for", () => {
    const message = "Context size has been exceeded";
    const tooLarge = "Request too large on tokens per minute: limit 100, requested 120";
    const frame = { error: { code: "rate_limit_exceeded", message: tooLarge } };

    expect(refusal(500, { message }).code).toBe("context_length");
    expect(describeFailure(frame, IDENTITY).code).toBe("context_length");
  });

  test.each([
    ["max_tokens is too large: 200. The model writes at most 100"],
    ["Input exceeds the largest number of pictures"],
  ])("%s is not about the context", (message) => {
    expect(refusal(400, { message }).code).toBe("bad_request");
  });
});

describe("an empty account is no matter of waiting", () => {
  test.each([
    [429, { message: "You exceeded your current token quota, check your account balance" }],
    [429, { type: "exceeded_current_quota_error", message: "No" }],
    [429, { message: "The team used all available credits or reached its spending limit" }],
    [429, { message: "The key is limited to 10 API calls / month" }],
    [429, { message: "Weekly/Monthly limit exhausted" }],
    [400, { code: "Arrearage", message: "Access denied" }],
    [400, { message: "You have reached your API usage limits until December" }],
    [403, { message: "The team does not have any credits yet" }],
    [403, { message: "Key limit exceeded" }],
  ])("%i %j", (status, error) => {
    expect(refusal(status, error)).toMatchObject({ code: "quota", retryable: false });
  });
});

describe("a rate is one, though it counts tokens", () => {
  test.each([
    [429, { type: "too_many_tokens_error", code: "token_quota_exceeded", message: "Too many" }],
    [498, { code: "capacity_exceeded", message: "The tier is full" }],
  ])("%i %j", (status, error) => {
    expect(refusal(status, error)).toMatchObject({ code: "rate_limited", retryable: true });
  });

  test("in an answer that had begun", () => {
    const frame = { type: "throttlingException", message: "Too many tokens, wait a little" };

    expect(describeFailure(frame, IDENTITY)).toMatchObject({
      code: "rate_limited",
      retryable: true,
    });
  });
});

describe("a model that nobody offers", () => {
  test.each([
    { message: "Model Not Exist" },
    { message: "Unknown model, check its name" },
    { message: "Invalid model: nope-9" },
    { message: "The model `old-1` has been decommissioned" },
    { code: "model_not_available", message: "Unable to serve that" },
  ])("%j", (error) => {
    expect(refusal(400, error).code).toBe("not_found");
  });
});

test("a request without a key is one with a wrong key, not one for a forbidden model", () => {
  const message = "The method does not take unregistered callers";

  expect(refusal(403, { status: "PERMISSION_DENIED", message }).code).toBe("auth");
});

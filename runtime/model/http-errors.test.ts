import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";

import { describeFailure, type ModelFailure } from "./model-failure.ts";
import { HttpError } from "./protocol/http-error.ts";

const FOLDER = "../shared/data/streams/_http-errors";
const KEY = "k-0123456789";
const IDENTITY = {
  provider: "vendor",
  baseUrl: "https://api.example/v1",
  keyName: "VENDOR_API_KEY",
  apiKey: KEY,
};

const Recorded = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

function failureOf(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ModelFailure {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return describeFailure(new HttpError(status, new Headers(headers), text), IDENTITY);
}

/** What each recorded refusal is, and whether the same request may be sent again. */
const EXPECTED: Readonly<Record<string, string>> = {
  "anthropic--anthropic-messages--401--029b31ef.json": "auth",
  "anthropic--anthropic-messages--404--73062b11.json": "not_found",
  "azure-ai-foundry--openai-chat--401--338877b2.json": "auth",
  "azure-ai-foundry--openai-chat--429--aafd46d6.json": "rate_limited",
  "azure-openai--openai-chat--404--8f7e1009.json": "not_found",
  "cohere--cohere-v2--400--bbe04419.json": "context_length",
  "deepseek--openai-chat--401--492dd73a.json": "auth",
  "deepseek--openai-responses--400--00a4c9ee.json": "bad_request",
  "groq--openai-chat--400--6eff2b4c.json": "bad_request",
  "groq--openai-chat--400--ce2ae336.json": "bad_request",
  "groq--openai-chat--404--72278b40.json": "not_found",
  "groq--openai-chat--404--e02140ac.json": "not_found",
  "mistral--openai-chat--401--08327cbf.json": "auth",
  "ollama-cloud--openai-chat--400--593fa9e3.json": "context_length",
  "openai--openai-chat--400--86ef73b8.json": "bad_request",
  "openai--openai-chat--400--99ee982f.json": "bad_request",
  "openai--openai-chat--400--a121b092.json": "bad_request",
  "openai--openai-chat--400--d7bc5d9e.json": "bad_request",
  "openai--openai-chat--404--80604985.json": "not_found",
  "openai--openai-chat--404--8de70ac6.json": "not_found",
  "openai--openai-responses--400--0e294dc5.json": "bad_request",
  "openai--openai-responses--400--12b81d1c.json": "bad_request",
  "openai--openai-responses--400--193f1ed5.json": "bad_request",
  "openai--openai-responses--400--418dd3d7.json": "bad_request",
  "openai--openai-responses--400--bba5e089.json": "bad_request",
  "openai--openai-responses--401--55d0cdd9.json": "auth",
  "openrouter--openai-chat--400--9c8892b4.json": "context_length",
  "openrouter--openai-chat--401--a5c01dc5.json": "auth",
  "openrouter--openai-chat--429--3940213f.json": "rate_limited",
  "perplexity--openai-chat--400--8fb0ef09.json": "context_length",
  "perplexity--openai-chat--401--b10b350a.json": "auth",
  "xai--openai-responses--400--d3e5d9dc.json": "auth",
};

const RETRYABLE = new Set(["rate_limited"]);

/** Refusals that say what is wrong must not lose it on the way to a person. */
const WORDS: Readonly<Record<string, string>> = {
  "anthropic--anthropic-messages--404--73062b11.json": "claude-sonet-4-5",
  "azure-openai--openai-chat--404--8f7e1009.json": "deployment for this resource does not exist",
  "cohere--cohere-v2--400--bbe04419.json": "25836 tokens",
  "groq--openai-chat--400--ce2ae336.json": "missing properties: 'name'",
  "openrouter--openai-chat--429--3940213f.json": "temporarily rate-limited upstream",
};

describe.skipIf(!existsSync(FOLDER))(
  `recorded refusals (skipped where ${FOLDER} is absent: a fresh clone has none)`,
  () => {
    test("there is an expectation for each file", () => {
      const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

      expect(files.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    });

    test.each(Object.entries(EXPECTED))("%s is %s", (file, code) => {
      const recorded = Recorded.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));

      const failure = failureOf(recorded.status, recorded.body, recorded.headers);

      expect(failure).toMatchObject({ type: "error", code, retryable: RETRYABLE.has(code) });
      expect(failure.message).toContain(`${recorded.status} from vendor`);
      expect(failure.message).toContain(WORDS[file] ?? "");
      expect(failure.message).not.toMatch(/[{}]"|\[object/);
      expect(failure.hint).toMatch(/^[A-Z].*\. Nothing was billed$/);
    });
  },
);

describe("the shapes of refusals", () => {
  test.each([
    ["OpenAI", 429, { error: { type: "insufficient_quota", message: "Pay" } }, "quota", "Pay"],
    ["Anthropic", 529, { error: { type: "overloaded_error", message: "Busy" } }, "server", "Busy"],
    [
      "Anthropic without credit",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "Your credit balance is too low" },
      },
      "quota",
      "too low",
    ],
    [
      "Anthropic with a long prompt",
      400,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 213 > 200" },
      },
      "context_length",
      "213",
    ],
    [
      "Google with a wrong key",
      400,
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [{ reason: "API_KEY_INVALID" }],
        },
      },
      "auth",
      "refused the key",
    ],
    [
      "Google in a list",
      503,
      [{ error: { code: 503, message: "Overloaded", status: "UNAVAILABLE" } }],
      "server",
      "Overloaded",
    ],
    [
      "Google with a long prompt",
      400,
      {
        error: {
          code: 400,
          status: "INVALID_ARGUMENT",
          message: "The input token count (9) exceeds the maximum number of tokens allowed (8).",
        },
      },
      "context_length",
      "(9)",
    ],
    ["Ollama", 404, { error: 'model "x" not found, try pulling it first' }, "not_found", "pulling"],
    [
      "Azure's gateway",
      401,
      { statusCode: 401, message: "Access denied" },
      "auth",
      "refused the key",
    ],
    [
      "Azure's filter",
      400,
      { error: { code: "content_filter", message: "The response was filtered" } },
      "bad_request",
      "filtered",
    ],
    [
      "FastAPI",
      422,
      { detail: [{ loc: ["body", "messages"], msg: "Field required", type: "missing" }] },
      "bad_request",
      "messages: Field required",
    ],
    [
      "Mistral",
      422,
      { object: "error", message: { detail: [{ loc: ["body", "n"], msg: "Too many" }] } },
      "bad_request",
      "n: Too many",
    ],
    [
      "vLLM",
      400,
      {
        object: "error",
        message: "This model's maximum context length is 8192 tokens",
        type: "BadRequestError",
        code: 400,
      },
      "context_length",
      "8192",
    ],
    [
      "llama.cpp",
      400,
      { error: { code: 400, message: "Too large", type: "exceed_context_size_error" } },
      "context_length",
      "Too large",
    ],
    ["OpenRouter", 402, { error: { code: 402, message: "No credits" } }, "quota", "No credits"],
    [
      "OpenRouter's names",
      400,
      { error: { code: 400, message: "a/b is not a valid model ID" } },
      "not_found",
      "a/b",
    ],
    [
      "a problem document",
      403,
      { type: "urn:x", title: "Forbidden", detail: "Not for you" },
      "forbidden",
      "Not for you",
    ],
    ["plain words", 500, "upstream connect error", "server", "upstream connect error"],
    ["a proxy's page", 502, "<html><body>Bad gateway</body></html>", "server", "502 from vendor"],
    ["nothing", 504, "", "timeout", "504 from vendor"],
  ])("%s, status %i", (_vendor, status, body, code, words) => {
    const failure = failureOf(status, body);

    expect(failure.code).toBe(code);
    expect(failure.message).toContain(words);
    expect(failure.message).not.toContain("<html>");
  });

  test("Google's wait stands in the body", () => {
    const failure = failureOf(429, {
      error: {
        code: 429,
        status: "RESOURCE_EXHAUSTED",
        message: "You exceeded your current quota",
        details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34s" }],
      },
    });

    expect(failure).toMatchObject({
      code: "rate_limited",
      retryable: true,
      retry_after_ms: 34_000,
    });
  });

  test("a quota without a wait is over", () => {
    const failure = failureOf(429, {
      error: { status: "RESOURCE_EXHAUSTED", message: "You exceeded your current quota" },
    });

    expect(failure).toMatchObject({ code: "quota", retryable: false });
  });

  test("a wait that is only told in words is read", () => {
    const message = "Rate limit reached. Please try again in 7.66s. Visit the console";

    expect(failureOf(429, { error: { message } })).toMatchObject({ retry_after_ms: 7660 });
  });

  test("a refusal for good asks for no wait, though it tells of the limits", () => {
    const headers = { "x-ratelimit-reset-requests": "2ms" };

    expect(failureOf(400, { error: { message: "No image" } }, headers)).not.toHaveProperty(
      "retry_after_ms",
    );
  });

  test("a header's wait is passed on for a server that is down, too", () => {
    expect(failureOf(503, "", { "retry-after": "5" })).toMatchObject({
      code: "server",
      retry_after_ms: 5000,
      hint: "Try again in 5 s. Nothing was billed",
    });
  });

  test("keys are struck out of what a provider says", () => {
    const message = `Bad ${KEY}, gsk_0123456789abcdef, AIzaSyA0123456789abcdefghij and sk-abcdefgh1`;

    const shown = failureOf(400, { error: { message } }).message;

    expect(shown).toContain("Bad [key], [key], [key] and [key]");
  });
});

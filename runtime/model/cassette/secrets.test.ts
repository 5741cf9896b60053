import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { MemoryRecorder } from "./memory-recorder.ts";
import { recordingFetch } from "./recording-fetch.ts";
import { Secrets } from "./secrets.ts";

/** Keys as vendors shape them, made up for these tests; a few hold characters that are escaped. */
const KEYS = [
  "sk-proj-Zx81_kLmN-0pQrStUvWxYz0123456789abcdef",
  "sk-ant-api03-AbCdEf_0123456789-QwErTyUiOp",
  "AIzaSyA-1234567890abcdefghijklmnopqrstu",
  "gsk_abcdefghijklmnopqrstuvwxyz0123456789",
  "nvapi-0123456789abcdefABCDEF",
  "0123456789abcdef0123456789abcdef",
  "ghu_16C7e42F292c6912E7710c838347Ae178B4a",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
  'quote"back\\slash/plus+equals=key',
  "ключ-из-букв-0123",
  "short1",
];

interface Exchange {
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly apiKey?: string;
  readonly answer?: readonly Uint8Array[];
  readonly answerHeaders?: Record<string, string>;
}

/** What the cassette of one exchange says, as stored. */
async function stored(exchange: Exchange): Promise<string> {
  const { apiKey, answer = [], answerHeaders = {} } = exchange;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const bytes of answer) controller.enqueue(bytes);
      controller.close();
    },
  });
  const recorder = new MemoryRecorder(systemClock);
  const fetch = recordingFetch(
    {
      fetch: async () => new Response(body, { headers: answerHeaders }),
      ...(apiKey !== undefined && { apiKey }),
    },
    recorder,
  );
  const response = await fetch(exchange.url ?? "http://127.0.0.1/v1/chat", {
    method: "POST",
    body: exchange.body ?? "{}",
    headers: exchange.headers ?? {},
  });
  await response.arrayBuffer();
  return recorder.text();
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const headerSafe = (key: string) => /^[\x20-\x7e]+$/.test(key);

describe("a cassette", () => {
  test.each(KEYS)("never holds the connection's key %j, wherever it turns up", async (key) => {
    const text = await stored({
      apiKey: key,
      url: `http://127.0.0.1/${encodeURIComponent(key)}/chat?key=${encodeURIComponent(key)}&alt=sse`,
      headers: headerSafe(key) ? { authorization: `Bearer ${key}`, "x-other": key } : {},
      body: JSON.stringify({ user: `my key is ${key}`, metadata: { [key]: 1 } }),
      answerHeaders: headerSafe(key) ? { "x-request-id": `for ${key}` } : {},
      answer: [
        bytesOf(`data: {"error":{"message":"Incorrect API key: ${key}"}}\n\n`),
        bytesOf(JSON.stringify({ key })),
        bytesOf(Buffer.from(`user:${key}`).toString("base64")),
        bytesOf(Buffer.from(key).toString("base64url")),
        bytesOf(encodeURIComponent(key)),
      ],
    });

    for (const form of [
      key,
      JSON.stringify(key).slice(1, -1),
      encodeURIComponent(key),
      Buffer.from(key).toString("base64").replace(/=+$/, ""),
      Buffer.from(`user:${key}`).toString("base64").slice(8, -4),
    ]) {
      expect(text).not.toContain(form);
      expect(text).not.toContain(JSON.stringify(form).slice(1, -1));
    }
    expect(text).toContain("Incorrect API key: ***");
    expect(text).toContain("alt=sse");
  });

  test.each([
    { authorization: "Bearer secret-value-1" },
    { authorization: "secret-value-1" },
    { authorization: `Basic ${Buffer.from("someone:secret-value-1").toString("base64")}` },
    { "proxy-authorization": "Bearer secret-value-1" },
    { "x-api-key": "secret-value-1" },
    { "api-key": "secret-value-1" },
    { "x-goog-api-key": "secret-value-1" },
    { "x-amz-security-token": "secret-value-1" },
    { cookie: "secret-value-1" },
  ])("strikes out what %j names, also where it is echoed", async (headers) => {
    const text = await stored({ headers, answer: [bytesOf("You sent secret-value-1!")] });

    expect(text).not.toContain("secret-value-1");
    expect(text).toContain("You sent **************!");
  });

  test("holds allowed headers only", async () => {
    const text = await stored({
      headers: { "content-type": "application/json", "x-team": "blue", "anthropic-version": "1" },
      answerHeaders: { "retry-after": "3", "set-cookie": "id=1", "x-unknown": "green" },
    });

    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({
      request: { headers: { "content-type": "application/json", "anthropic-version": "1" } },
      response: { headers: { "retry-after": "3" } },
    });
    expect(text).not.toMatch(/blue|green|id=1/);
  });

  test("strikes out all parameters but those that say how the API is spoken", async () => {
    const text = await stored({ url: "http://127.0.0.1/a?api-version=1&sig=abcdefgh&user=ann" });

    expect(text).toContain('"path":"/a?api-version=1&sig=***&user=***"');
  });

  test("strikes out the keys of tools that the provider is to call", async () => {
    const body = JSON.stringify({
      tools: [{ type: "mcp", authorization: "tool-key-1", headers: { "X-Api-Key": "tool-key-2" } }],
      prompt_cache_key: "thread-7",
      author: "ann",
    });

    const text = await stored({ body });

    expect(text).not.toMatch(/tool-key/);
    expect(text).toContain("thread-7");
    expect(text).toContain("ann");
  });

  test("finds a key wherever the answer is cut into chunks, and keeps each chunk's length", async () => {
    const key = "sk-0123456789abcdef";
    const answer = bytesOf(`data: before ${key} between ${key} after\n\n`);
    const cuts = fc.uniqueArray(fc.nat(answer.length), { maxLength: 8 });

    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const edges = [0, ...at.toSorted((a, b) => a - b), answer.length];
        const chunks = edges.slice(1).map((end, index) => answer.slice(edges[index], end));
        const lines = (await stored({ apiKey: key, answer: chunks })).trim().split("\n");
        const texts = lines.flatMap((line) => {
          const { text } = JSON.parse(line) as { text?: string };
          return text === undefined ? [] : [text];
        });

        expect(texts.join("")).toBe(
          `data: before ${"*".repeat(19)} between ${"*".repeat(19)} after\n\n`,
        );
        expect(texts.map(({ length }) => length)).toEqual(chunks.map(({ length }) => length));
      }),
    );
  });
});

test("secrets that are kept also take the place of those of the last time, beside the first ones", () => {
  const secrets = new Secrets(["first-secret"]);

  secrets.keepAlso(["second-secret"]);
  const before = secrets.strike("first-secret second-secret third-secret-that-is-long");
  secrets.keepAlso(["third-secret-that-is-long"]);
  const after = secrets.strike("first-secret second-secret third-secret-that-is-long");

  expect(before).toBe("************ ************* third-secret-that-is-long");
  expect(after).toBe("************ second-secret *************************");
  expect(secrets.longest).toBeGreaterThanOrEqual("third-secret-that-is-long".length);
});

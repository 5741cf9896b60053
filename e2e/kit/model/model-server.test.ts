import OpenAI from "openai";
import { describe, expect, test } from "vitest";

import type { Cassette } from "#runtime/model/cassette/cassette.ts";
import { readCassettes } from "#runtime/model/cassette/read-cassette.ts";
import type { Answer } from "./answer.ts";
import { type ModelScript, startModel } from "./model-server.ts";

const WORDS = ["Lanes ", "are ", "streams"];

function clientOf(url: string): OpenAI {
  return new OpenAI({ baseURL: url, apiKey: "none", maxRetries: 0 });
}

/** The words of a streamed answer, as the client reads them. */
async function* chatWords(url: string, signal?: AbortSignal): AsyncGenerator<string> {
  const chunks = await clientOf(url).chat.completions.create(
    { model: "scripted", messages: [{ role: "user", content: "Hi" }], stream: true },
    { ...(signal && { signal }) },
  );
  for await (const { choices } of chunks) {
    const content = choices[0]?.delta.content;
    if (content) yield content;
  }
}

function scripted(answer: Answer, more: Partial<ModelScript> = {}) {
  return startModel({ answers: [answer], ...more });
}

describe("the scripted model", () => {
  test("speaks Chat Completions, calls and usage included", async () => {
    const call = { name: "search", arguments: { query: "lanes" } };
    await using model = await scripted([{ reasoning: "Hm" }, ...WORDS, { call }]);

    const stream = clientOf(model.url).chat.completions.stream({
      model: "scripted",
      messages: [{ role: "user", content: "Hi" }],
      stream_options: { include_usage: true },
    });
    const { choices, usage } = await stream.finalChatCompletion();

    expect(choices[0]?.finish_reason).toBe("tool_calls");
    expect(choices[0]?.message.content).toBe("Lanes are streams");
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { id: "call_1", function: { name: "search", arguments: '{"query":"lanes"}' } },
    ]);
    expect(usage?.completion_tokens).toBe(5);
  });

  test("speaks Responses, calls and usage included", async () => {
    const call = { id: "call_x", name: "search", arguments: { query: "lanes" } };
    await using model = await scripted([{ reasoning: "Hm" }, ...WORDS, { call }]);

    const stream = clientOf(model.url).responses.stream({ model: "scripted", input: "Hi" });
    const { output, output_text, usage } = await stream.finalResponse();

    expect(output_text).toBe("Lanes are streams");
    expect(output).toMatchObject([
      { type: "reasoning", summary: [{ text: "Hm" }] },
      { type: "message" },
      { type: "function_call", call_id: "call_x", arguments: '{"query":"lanes"}' },
    ]);
    expect(usage?.output_tokens).toBe(5);
  });

  test("names itself to those who ask which models there are", async () => {
    await using model = await scripted(WORDS, { name: "mock" });

    expect((await clientOf(model.url).models.list()).data).toMatchObject([{ id: "mock" }]);
  });

  test("gives delta after delta as the test advances it, before and after it was asked", async () => {
    await using model = await scripted(WORDS, { pacing: "held" });
    const advanced = model.advanceTo(1);
    const words = chatWords(model.url);

    expect((await words.next()).value).toBe("Lanes ");
    await advanced;
    expect(model.answer(1).sent).toBe(1);
    await model.step();
    expect((await words.next()).value).toBe("are ");
    model.release();
    expect(await Array.fromAsync(words)).toEqual(["streams"]);
  });

  test("holds where it was told to, for as long as it was told to", async () => {
    await using model = await scripted(WORDS, { pacing: { heldAt: 2 } });
    const words = chatWords(model.url);

    expect([(await words.next()).value, (await words.next()).value]).toEqual(["Lanes ", "are "]);
    expect(model.answer(1)).toMatchObject({ sent: 2, isOver: false });
    model.release();
    expect(await Array.fromAsync(words)).toEqual(["streams"]);
  });

  test("says that there is no such delta", async () => {
    await using model = await scripted(WORDS);
    await Array.fromAsync(chatWords(model.url));

    await expect(model.advanceTo(9)).rejects.toThrow("is over after 4 deltas and has no delta 9");
  });

  test("tells when and after how many deltas the client hung up", async () => {
    await using model = await scripted(WORDS, { pacing: "held" });
    const stop = new AbortController();
    const words = chatWords(model.url, stop.signal);
    const closed = model.closedByClient();
    await Promise.all([words.next(), model.advanceTo(1)]);

    const before = performance.now();
    stop.abort();

    expect(await closed).toMatchObject({ deltas: 1, cause: expect.any(String) });
    expect((await closed).at).toBeGreaterThanOrEqual(before);
  });

  test("says so when nobody hung up", async () => {
    await using model = await scripted(WORDS);
    await Array.fromAsync(chatWords(model.url));

    await expect(model.closedByClient()).rejects.toThrow("did not hang up");
  });

  test("refuses with the status that the test wants, headers and all", async () => {
    await using model = await scripted(WORDS, { pacing: "held" });
    model.fail({ how: "status", status: 429, headers: { "retry-after": "7" } });

    const response = await fetch(`${model.url}/chat/completions`, { method: "POST", body: "{}" });

    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
  });

  test.each([
    ["cut", { how: "cut" }, /terminated|socket|aborted/i],
    ["error", { how: "error", message: "Overloaded" }, /Overloaded/],
  ] as const)("fails in mid-answer by %s", async (_name, failure, said) => {
    await using model = await scripted(WORDS, { pacing: "held" });
    const words = chatWords(model.url);
    await Promise.all([words.next(), model.advanceTo(1)]);

    model.fail(failure);

    await expect(words.next()).rejects.toThrow(said);
    expect(() => model.fail({ how: "status", status: 500 })).toThrow("has begun with 200");
  });

  test("says an error that the script has in its midst, and nothing more", async () => {
    await using model = await scripted([...WORDS, { error: "Overloaded" }], { repeatsLast: true });

    await expect(Array.fromAsync(chatWords(model.url))).rejects.toThrow("Overloaded");
    for (const path of ["chat/completions", "responses"]) {
      const response = await fetch(`${model.url}/${path}`, { method: "POST", body: "{}" });
      expect(await response.text()).not.toMatch(/finish_reason":"stop|DONE|completed/);
    }
  });

  test("ends without the marks of an end when it is cut short", async () => {
    await using model = await scripted(WORDS, { pacing: "held" });
    const body = fetch(`${model.url}/chat/completions`, { method: "POST", body: "{}" });
    await model.advanceTo(2);

    model.fail({ how: "truncated" });

    const text = await (await body).text();
    expect(text).toContain("are ");
    expect(text).not.toMatch(/finish_reason":"stop|DONE/);
  });

  test("plays a recorded answer byte by byte, with its status and its end", async () => {
    const line = (value: object) => `${JSON.stringify(value)}\n`;
    const request = { method: "POST", path: "/v1/messages", headers: {} };
    const headers = { "content-type": "text/plain", "content-length": "999", "x-id": "7" };
    const text = [
      line({ cassette: 1, request, response: { status: 201, headers, ms: 1 } }),
      line({ ms: 2, text: "Grüß " }),
      line({ ms: 3, base64: Buffer.from("dich").toString("base64") }),
      line({ end: "whole", ms: 4 }),
    ].join("");
    const [cassette] = readCassettes(Buffer.from(text)) as [Cassette];
    await using model = await scripted(cassette, { pacing: "recorded" });

    const response = await fetch(`${model.origin}/v1/messages`, { method: "POST", body: "{}" });

    expect([response.status, response.headers.get("x-id")]).toEqual([201, "7"]);
    expect(await response.text()).toBe("Grüß dich");
  });

  test("answers a request that the script does not know with the reason", async () => {
    await using model = await scripted(WORDS);
    await Array.fromAsync(chatWords(model.url));

    await expect(Array.fromAsync(chatWords(model.url))).rejects.toThrow(
      "The script has 1 answers and no answer 2",
    );
  });

  test("repeats its last answer for those who try again, where it is told to", async () => {
    await using model = await scripted(WORDS, { repeatsLast: true });
    await Array.fromAsync(chatWords(model.url));

    expect((await Array.fromAsync(chatWords(model.url))).join("")).toBe("Lanes are streams");
  });

  test("paces each answer by itself", async () => {
    const pacing = (number: number) => (number === 1 ? "instant" : { heldAt: 1 });
    await using model = await scripted(WORDS, { repeatsLast: true, pacing });

    expect(await Array.fromAsync(chatWords(model.url))).toEqual(WORDS);
    expect((await chatWords(model.url).next()).value).toBe("Lanes ");
    expect(model.answer(2)).toMatchObject({ sent: 1, isOver: false });
  });

  test("answers each request by what is in it", async () => {
    await using model = await startModel({
      answers: ({ body }, number) => [`${number}: ${body.includes('"Hi"') ? "Hello" : "What"}`],
    });

    expect(await Array.fromAsync(chatWords(model.url))).toEqual(["1: Hello"]);
    expect(await Array.fromAsync(chatWords(model.url))).toEqual(["2: Hello"]);
    expect(model.requests).toHaveLength(2);
  });
});

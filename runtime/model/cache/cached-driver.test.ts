import { describe, expect, test } from "vitest";

import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { collect, question } from "#runtime/model/testing/collect.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { AnswerCache } from "./answer-cache.ts";
import { cachedDriver } from "./cached-driver.ts";
import { cachedModels } from "./cached-models.ts";

const ANSWER: readonly NormalizedEvent[] = [
  { type: "reasoning_delta", text: "Hm" },
  { type: "message_delta", text: "Hello" },
  { type: "usage", usage: { input_tokens: 7, output_tokens: 2 } },
  { type: "done", finish_reason: "stop", provider_finish: "stop" },
];

/** A driver that counts how often it is asked. */
function countingDriver(events: readonly NormalizedEvent[], model = "m") {
  const asked: ModelRequest[] = [];
  const driver: ModelDriver = {
    provider: "far",
    model,
    stream: async function* (request) {
      asked.push(request);
      for (const event of events) yield [event];
    },
  };
  return { driver, asked };
}

function roomy(): AnswerCache {
  return new AnswerCache({ entries: 10, chars: 10_000 });
}

describe("cachedDriver()", () => {
  test("answers the same request from memory, marked and without tokens", async () => {
    const { driver, asked } = countingDriver(ANSWER);
    const cached = cachedDriver(driver, roomy());

    const first = await collect(cached);
    const second = await collect(cached);

    expect(asked).toHaveLength(1);
    expect(first).toEqual(ANSWER);
    expect(second).toEqual([
      ANSWER[0],
      ANSWER[1],
      { type: "usage", usage: { input_tokens: 0, output_tokens: 0 } },
      { type: "done", finish_reason: "stop", provider_finish: "stop", cached: true },
    ]);
  });

  test("takes requests for the same whatever the order of their members", async () => {
    const { driver, asked } = countingDriver(ANSWER);
    const cached = cachedDriver(driver, roomy());
    const tool = { name: "t", description: "d" };

    await collect(cached, {
      messages: [{ role: "user", content: "Hi" }],
      tools: [{ ...tool, input_schema: { type: "object", required: [] } }],
      settings: { temperature: 0, top_p: 1 },
    });
    await collect(cached, {
      settings: { top_p: 1, temperature: 0 },
      tools: [{ input_schema: { required: [], type: "object" }, ...tool }],
      messages: [{ content: "Hi", role: "user" }],
    });

    expect(asked).toHaveLength(1);
  });

  test.each<[string, ModelRequest]>([
    ["another question", question("Good-bye")],
    ["other settings", { ...question(), settings: { temperature: 1 } }],
    ["other tools", { ...question(), tools: [{ name: "t", description: "", input_schema: {} }] }],
    [
      "messages in another order",
      { messages: [...question().messages, ...question("x").messages], tools: [] },
    ],
  ])("asks the provider for %s", async (_, request) => {
    const { driver, asked } = countingDriver(ANSWER);
    const cached = cachedDriver(driver, roomy());

    await collect(cached);
    await collect(cached, request);

    expect(asked).toHaveLength(2);
  });

  test("asks another model for the same question", async () => {
    const cache = roomy();
    const one = countingDriver(ANSWER, "one");
    const other = countingDriver(ANSWER, "other");

    await collect(cachedDriver(one.driver, cache));
    await collect(cachedDriver(other.driver, cache));

    expect([one.asked.length, other.asked.length]).toEqual([1, 1]);
  });

  test.each<[string, readonly NormalizedEvent[]]>([
    ["failed", [{ type: "error", code: "server", message: "Down", retryable: true }]],
    ["was cut by its length", [{ type: "done", finish_reason: "length" }]],
    ["was filtered", [{ type: "done", finish_reason: "content_filter" }]],
    ["has no end", [{ type: "message_delta", text: "Hel" }]],
  ])("keeps no answer that %s", async (_, events) => {
    const { driver, asked } = countingDriver(events);
    const cached = cachedDriver(driver, roomy());

    await collect(cached);
    await collect(cached);

    expect(asked).toHaveLength(2);
  });

  test("keeps no answer whose reader left before its end", async () => {
    const { driver, asked } = countingDriver(ANSWER);
    const cached = cachedDriver(driver, roomy());

    for await (const batch of cached.stream(question(), new AbortController().signal)) {
      if (batch.length > 0) break;
    }
    await collect(cached);

    expect(asked).toHaveLength(2);
  });

  test("forgets the answer that was not asked for the longest", async () => {
    const { driver, asked } = countingDriver(ANSWER);
    const cached = cachedDriver(driver, new AnswerCache({ entries: 2, chars: 10_000 }));

    for (const text of ["a", "b", "a", "c", "a", "b"]) await collect(cached, question(text));

    const sent = asked.map(({ messages }) => messages[0]?.content);
    expect(sent).toEqual(["a", "b", "c", "b"]);
  });

  test("stays within its size", async () => {
    const { driver, asked } = countingDriver(ANSWER);
    const one = JSON.stringify(ANSWER).length + 20;
    const small = cachedDriver(driver, new AnswerCache({ entries: 10, chars: one }));
    const tiny = cachedDriver(driver, new AnswerCache({ entries: 10, chars: 10 }));

    for (const text of ["a", "b", "a"]) await collect(small, question(text));
    for (const text of ["a", "a"]) await collect(tiny, question(text));

    expect(asked).toHaveLength(5);
  });
});

test("a run that is answered from memory says so in the log, and costs nothing", async () => {
  const { driver, asked } = countingDriver(ANSWER);
  const models = cachedModels({ resolve: () => driver, list: () => ["far/m"] });
  const first = await (await testRuntime({ models })).ask("Hi");
  const second = await (await testRuntime({ models })).ask("Hi");

  const payloads = (events: typeof first.events, type: string) =>
    events.filter((event) => event.type === type).map(({ payload }) => payload);
  expect(asked).toHaveLength(1);
  expect(payloads(first.events, "model.completed")).toEqual([
    expect.not.objectContaining({ cached: true }),
  ]);
  expect(payloads(second.events, "model.completed")).toEqual([
    expect.objectContaining({ cached: true }),
  ]);
  expect(payloads(second.events, "cost.recorded")).toEqual([
    expect.objectContaining({ cost: { amount: 0, currency: "USD" } }),
  ]);
});

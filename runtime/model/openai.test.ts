import { expect, test } from "vitest";

import { collect, only, spoken } from "./testing/collect.ts";
import { chatAnswer, sendEvents, startModelServer } from "./testing/local-model-server.ts";
import { CREATED, ITEM, openAIDriver, textDelta } from "./testing/openai-driver.ts";

function completed(extra: Record<string, unknown> = {}): unknown {
  return {
    type: "response.completed",
    sequence_number: 9,
    response: {
      id: "resp_1",
      status: "completed",
      usage: {
        input_tokens: 9,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 12,
      },
      ...extra,
    },
  };
}

test("the Responses API gives text, a cited page once, usage and done", async () => {
  const annotation = {
    type: "url_citation",
    start_index: 0,
    end_index: 5,
    url: "https://a.example/",
    title: "A",
  };
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: ITEM },
      textDelta("Hel"),
      textDelta("lo"),
      {
        type: "response.output_text.annotation.added",
        sequence_number: 4,
        item_id: "msg_1",
        output_index: 0,
        content_index: 0,
        annotation_index: 0,
        annotation,
      },
      {
        type: "response.output_item.done",
        sequence_number: 5,
        output_index: 0,
        item: {
          ...ITEM,
          status: "completed",
          content: [{ type: "output_text", text: "Hello", annotations: [annotation] }],
        },
      },
      completed(),
    ]);
    response.end();
  });

  const events = await collect(openAIDriver(server, "responses", "key-1"));

  expect(server.seen[0]?.path).toBe("/v1/responses");
  expect(JSON.parse(server.seen[0]?.body ?? "")).toMatchObject({ store: false, stream: true });
  expect(server.seen[0]?.headers.authorization).toBe("Bearer key-1");
  expect(spoken(events).text).toBe("Hello");
  expect(only(events, "citation")).toEqual([
    { type: "citation", citation: { title: "A", url: "https://a.example/" } },
  ]);
  expect(only(events, "usage")).toMatchObject([
    {
      type: "usage",
      usage: { input_tokens: 9, output_tokens: 3, cached_input_tokens: 4, reasoning_tokens: 0 },
    },
  ]);
  expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "stop" });
});

test("a function call of the Responses API comes in pieces and as a whole", async () => {
  const item = {
    type: "function_call",
    id: "fc_1",
    call_id: "call_1",
    name: "search",
    arguments: "",
  };
  const delta = (text: string) => ({
    type: "response.function_call_arguments.delta",
    sequence_number: 2,
    item_id: "fc_1",
    output_index: 0,
    delta: text,
  });
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
      delta('{"query":'),
      delta('"log"}'),
      {
        type: "response.output_item.done",
        sequence_number: 4,
        output_index: 0,
        item: { ...item, arguments: '{"query":"log"}', status: "completed" },
      },
      completed(),
    ]);
    response.end();
  });

  const events = await collect(openAIDriver(server, "responses", "key-1"));

  expect(
    only(events, "tool_call_delta")
      .map((event) => event.arguments_delta)
      .join(""),
  ).toBe('{"query":"log"}');
  expect(only(events, "tool_call_complete")).toEqual([
    { type: "tool_call_complete", id: "call_1", name: "search", arguments: '{"query":"log"}' },
  ]);
  expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
});

test("two parts of a reasoning summary are two paragraphs", async () => {
  const item = { type: "reasoning", id: "rs_1", summary: [] };
  const part = (type: string, summary_index: number, extra: Record<string, unknown> = {}) => ({
    type: `response.reasoning_summary_${type}`,
    sequence_number: 1,
    item_id: "rs_1",
    output_index: 0,
    summary_index,
    ...extra,
  });
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item },
      part("part.added", 0, { part: { type: "summary_text", text: "" } }),
      part("text.delta", 0, { delta: "First" }),
      part("part.done", 0, { part: { type: "summary_text", text: "First" } }),
      part("part.added", 1, { part: { type: "summary_text", text: "" } }),
      part("text.delta", 1, { delta: "Second" }),
      { type: "response.output_item.done", sequence_number: 7, output_index: 0, item },
      completed(),
    ]);
    response.end();
  });

  const events = await collect(openAIDriver(server, "responses", "key-1"));

  expect(spoken(events).reasoning).toBe("First\n\nSecond");
});

test.each(["chat", "responses"] as const)(
  "without a key, %s sends no authorization",
  async (protocol) => {
    await using server = await startModelServer((response) => {
      response.writeHead(500).end();
    });

    await collect(openAIDriver(server, protocol));

    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  },
);

test("Chat Completions of OpenAI stream through the same events", async () => {
  await using server = await startModelServer(
    chatAnswer([{ content: "" }, { content: "Hi" }], "length"),
  );

  const events = await collect(openAIDriver(server, "chat", "key-1"));

  expect(server.seen[0]?.path).toBe("/v1/chat/completions");
  expect(events).toEqual([
    { type: "message_delta", text: "Hi" },
    { type: "done", finish_reason: "length", provider_finish: "length" },
  ]);
});

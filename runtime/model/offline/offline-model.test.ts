import fc from "fast-check";
import { expect, test } from "vitest";

import type { ModelMessage } from "#runtime/model/driver.ts";
import { collect, only, question, spoken } from "#runtime/model/testing/collect.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { workspaceTools } from "#runtime/model/testing/small-workspace.ts";
import { type Conversation, converse } from "#runtime/model/testing/tool-host.ts";

import { createOfflineModel } from "./offline-model.ts";

const MODEL = createOfflineModel(skippingClock());

function calls(conversation: Conversation): string[][] {
  return conversation.passes.map((events) =>
    only(events, "tool_call_complete").map((call) => `${call.name} ${call.arguments}`),
  );
}

function answer(conversation: Conversation): string {
  return spoken(conversation.passes.at(-1) ?? []).text;
}

test("a question is looked up: list and search at once, read, then an answer that quotes", async () => {
  const conversation = await converse(MODEL, "What is the retry budget?", workspaceTools());

  expect(calls(conversation)).toEqual([
    ["workspace__list {}", 'workspace__search {"query":"retry budget"}'],
    [
      'workspace__read {"path":"guide/limits.md"}',
      'workspace__read {"path":"src/retry.ts"}',
      'workspace__read {"path":"guide/notes.txt"}',
    ],
    [],
  ]);
  expect(answer(conversation)).toContain("From lines 3–6 of `guide/limits.md` [1]:");
  expect(answer(conversation)).toContain("> The retry budget is ten per cent of all requests.");
});

test("each citation names the place and the call that showed it", async () => {
  const conversation = await converse(MODEL, "What is the retry budget?", workspaceTools());
  const [firstRead] = only(conversation.passes[1] ?? [], "tool_call_complete");

  expect(only(conversation.passes.at(-1) ?? [], "citation")[0]?.citation).toEqual({
    title: "Retry budget",
    path: "guide/limits.md",
    start_line: 3,
    end_line: 6,
    quote: expect.stringContaining("ten per cent"),
    tool_call_id: firstRead?.id,
  });
});

test("each pass that calls tools explains itself first", async () => {
  const { passes } = await converse(MODEL, "What is the retry budget?", workspaceTools());

  expect(spoken(passes[0] ?? []).reasoning).toBe(
    'The question is about "retry" and "budget". I list the files and search for "retry budget".',
  );
  expect(spoken(passes[1] ?? []).reasoning).toContain("I read `guide/limits.md`");
});

test("the first answer says that this is no language model, the next ones do not", async () => {
  const first = await converse(MODEL, "What is the retry budget?", workspaceTools());
  const second = await converse(MODEL, "When is the demo?", workspaceTools(), first.messages);

  expect(answer(first)).toContain("not a language model");
  expect(answer(second)).toContain("> The demo is on Friday.");
  expect(answer(second)).not.toContain("language model");
});

test("call ids are never given twice in a conversation", async () => {
  const first = await converse(MODEL, "What is the retry budget?", workspaceTools());
  const { messages } = await converse(MODEL, "When is the demo?", workspaceTools(), first.messages);

  const ids = messages.flatMap((message) =>
    message.role === "assistant" ? message.tool_calls.map((call) => call.provider_call_id) : [],
  );
  expect(ids.length).toBeGreaterThan(4);
  expect(new Set(ids).size).toBe(ids.length);
});

test("words that stand nowhere are searched one by one, and then the answer says so", async () => {
  const conversation = await converse(MODEL, "Explain quantum entanglement", workspaceTools());

  expect(calls(conversation).slice(1)).toEqual([
    ['workspace__search {"query":"quantum"}', 'workspace__search {"query":"entanglement"}'],
    [],
  ]);
  expect(answer(conversation)).toContain("I found nothing about **quantum** and **entanglement**.");
  expect(answer(conversation)).toContain("- `guide/limits.md`");
});

test("an empty workspace is told as one", async () => {
  const conversation = await converse(MODEL, "What is in here?", workspaceTools({}));

  expect(answer(conversation)).toContain("I found nothing to begin with.");
});

test("with no tools at all the answer says what is missing", async () => {
  expect(answer(await converse(MODEL, "What is the retry budget?", []))).toContain(
    "No tool is connected that I could look things up with.",
  );
  expect(answer(await converse(MODEL, "Hello", []))).toContain("No tool is connected");
});

test("a greeting names only what the tools can do", async () => {
  const tools = workspaceTools().filter((tool) => tool.name !== "workspace__count");

  const text = answer(await converse(MODEL, "Hi there!", tools));

  expect(text).toContain("List the files");
  expect(text).not.toContain("Count to");
});

test.each([
  [
    "note that the demo is on Friday",
    { title: "The demo is on Friday", text: "The demo is on Friday" },
  ],
  ["Please save a note: buy milk", { title: "Buy milk", text: "Buy milk" }],
  ['write down "Call Ada back."', { title: "Call Ada back", text: "Call Ada back." }],
])("%j asks for the writing tool", async (wish, expected) => {
  const conversation = await converse(MODEL, wish, workspaceTools());

  const [call] = only(conversation.passes[0] ?? [], "tool_call_complete");
  expect(call?.name).toBe("workspace__write_note");
  expect(JSON.parse(call?.arguments ?? "")).toEqual(expected);
  expect(answer(conversation)).toContain("The note is saved. Wrote notes/note.md");
});

test("a note about a subject is looked up before it is written", async () => {
  const conversation = await converse(
    MODEL,
    "Save a note about the retry budget",
    workspaceTools(),
  );

  const written = calls(conversation).flat().at(-1);
  expect(calls(conversation)).toHaveLength(4);
  expect(written).toContain('workspace__write_note {"title":"Retry budget"');
  expect(written).toContain("ten per cent");
});

test("a write that is refused is told as refused", async () => {
  const tools = workspaceTools().map((tool) =>
    tool.name === "workspace__write_note" ? { ...tool, answer: refuse } : tool,
  );

  const conversation = await converse(MODEL, "note that it rains", tools);

  expect(answer(conversation)).toContain("The note was not saved.");
  expect(answer(conversation)).toContain("Denied by you");
});

function refuse(): never {
  throw new Error("Denied by you");
}

test("what fails is shown by calling it, and reported as the failure that it is", async () => {
  const conversation = await converse(MODEL, "What fails?", workspaceTools());

  expect(calls(conversation)).toEqual([["workspace__fail {}"], []]);
  expect(answer(conversation)).toContain("`workspace__fail` failed: Failed on purpose");
});

test("counting calls the slow tool with the number", async () => {
  const conversation = await converse(MODEL, "Count slowly to 7", workspaceTools());

  expect(calls(conversation)).toEqual([['workspace__count {"to":7}'], []]);
});

test("a tool that is named is called with the given arguments", async () => {
  const wish = 'call workspace__read {"path":"src/retry.ts"}';

  expect(answer(await converse(MODEL, wish, workspaceTools()))).toContain("MAX_RETRIES = 4");
});

test("a failing search is not tried again and again", async () => {
  const tools = workspaceTools().map((tool) =>
    tool.name === "workspace__search" ? { ...tool, answer: refuse } : tool,
  );

  const conversation = await converse(MODEL, "Tell me of limits", tools);

  expect(calls(conversation)[1]).toEqual(['workspace__read {"path":"guide/limits.md"}']);
  expect(answer(conversation)).toContain("`workspace__search` failed: Denied by you");
});

test("the same request gives the same events", async () => {
  const { messages } = await converse(MODEL, "What is the retry budget?", workspaceTools());

  for (let length = 1; length < messages.length; length += 1) {
    const request = { messages: messages.slice(0, length), tools: workspaceTools() };
    expect(await collect(MODEL, request)).toEqual(
      await collect(createOfflineModel(skippingClock()), request),
    );
  }
});

test("any words, and any results, lead to an answer in a few passes", async () => {
  const noise = fc.string({ unit: "grapheme", maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(noise, noise, fc.boolean(), async (wish, result, fails) => {
      const tools = workspaceTools().map((tool) => ({
        ...tool,
        answer: () => {
          if (fails) throw new Error(result);
          return result;
        },
      }));

      const { passes } = await converse(MODEL, wish, tools);

      expect(passes.at(-1)?.at(-1)).toEqual({ type: "done", finish_reason: "stop" });
      expect(spoken(passes.at(-1) ?? []).text).not.toBe("");
    }),
    { numRuns: 150 },
  );
});

test("text comes word by word at about sixty words a second", async () => {
  const clock = skippingClock();

  const events = await collect(createOfflineModel(clock), question("Hello"));

  const words = only(events, "message_delta").length;
  expect(words).toBeGreaterThan(20);
  expect(clock.slept()).toBeCloseTo((words / 60) * 1000, 0);
});

test("an abort ends the answer with the signal's reason", async () => {
  const stop = new AbortController();
  const reason = new Error("Stopped by you");
  const heard: string[] = [];
  const read = async (): Promise<void> => {
    for await (const events of MODEL.stream(question("Hello"), stop.signal)) {
      heard.push(...events.map(({ type }) => type));
      stop.abort(reason);
    }
  };

  await expect(read()).rejects.toBe(reason);
  expect(heard).toEqual(["message_delta"]);
});

test("an earlier turn that broke off after its calls does not confuse the next one", async () => {
  const broken: ModelMessage[] = [
    { role: "user", content: "What is the retry budget?" },
    {
      role: "assistant",
      content: "",
      tool_calls: [{ provider_call_id: "offline_1", name: "workspace__list", arguments: "{}" }],
    },
  ];

  const conversation = await converse(MODEL, "When is the demo?", workspaceTools(), broken);

  expect(calls(conversation)[0]?.[0]).toBe("workspace__list {}");
  expect(answer(conversation)).toContain("The demo is on Friday.");
});

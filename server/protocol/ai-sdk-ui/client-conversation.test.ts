import { Chat } from "@ai-sdk/react";
import {
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithToolCalls,
  type UIMessage,
} from "ai";
import { expect, test } from "vitest";

import { servedApp, type ServedApp } from "#server/protocol/protocol-test-kit.ts";

const WEATHER = {
  description: "Tells the weather",
  inputSchema: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};
const ASKS = `[
  { steps: [{ text: "I look. " }, { calls: [{ tool: read, arguments: { path: a.md } }, { tool: weather, arguments: { city: Oslo } }] }] },
  { steps: [{ text: "It is cold" }] }
]`;

/** A client with a tool of its own, which answers what it is asked and tells what it was asked. */
function chatOf({ origin, headers }: ServedApp, messages: readonly UIMessage[] = []) {
  const made: unknown[] = [];
  const chat: Chat<UIMessage> = new Chat({
    id: "chat-1",
    messages: [...messages],
    transport: new DefaultChatTransport({
      api: `${origin}/api/ui/chat`,
      headers,
      body: { tools: { weather: WEATHER }, system: "Be short" },
    }),
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    onToolCall: ({ toolCall: { dynamic, toolName: tool, toolCallId, input } }) => {
      if (dynamic === true) return;
      made.push(input);
      void chat.addToolOutput({ tool, toolCallId, output: { degrees: -4 } });
    },
  });
  return { chat, made };
}

/** Waits until a chat rests with these words. */
function saying(chat: Chat<UIMessage>, words: string): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const isSaid = JSON.stringify(chat.lastMessage).includes(words);
      if (chat.status !== "ready" || !isSaid) return;
      stops.forEach((stop) => stop());
      resolve();
    };
    const stops = [
      chat["~registerMessagesCallback"](check),
      chat["~registerStatusCallback"](check),
    ];
    check();
  });
}

/** All turns of the only session. */
async function turnsOf({ app }: ServedApp) {
  const [summary, ...others] = await app.runtime.services.threads.list();
  expect(others).toEqual([]);
  return (await (await app.runtime.thread(summary?.thread_id ?? "")).state()).turns;
}

test("A client makes the calls of its own tools, and its answer goes on with what they gave", async () => {
  const served = await servedApp({ passes: ASKS });
  const { chat, made } = chatOf(served);

  await chat.sendMessage({ text: "How is Oslo?" });
  await saying(chat, "It is cold");

  expect(chat.error).toBeUndefined();
  expect(made).toEqual([{ city: "Oslo" }]);
  expect(chat.messages).toHaveLength(2);
  expect(chat.lastMessage?.parts.filter(({ type }) => type !== "step-start")).toMatchObject([
    { type: "text", text: "I look. " },
    { type: "dynamic-tool", toolName: "read", output: 'read "a.md"' },
    { type: "tool-weather", state: "output-available", output: { degrees: -4 } },
    { type: "text", text: "It is cold" },
  ]);
  const [first, second, ...others] = await turnsOf(served);
  expect(others).toEqual([]);
  expect(first?.request).toMatchObject({
    instructions: "Be short",
    tools: [{ name: "weather", input_schema: WEATHER.inputSchema }],
  });
  expect(first?.run.calls.map(({ output }) => output?.content)).toEqual([
    'read "a.md"',
    '{"degrees":-4}',
  ]);
  expect(second?.request?.results).toHaveLength(1);
});

test("A client is not asked for a call whose input its tool does not take", async () => {
  const served = await servedApp({
    passes: `[
      { steps: [{ calls: [{ tool: weather, arguments: { place: Oslo } }] }] },
      { steps: [{ text: "I cannot" }] }
    ]`,
  });
  const { chat, made } = chatOf(served);

  await chat.sendMessage({ text: "How is Oslo?" });

  expect([chat.error, made]).toEqual([undefined, []]);
  expect(chat.lastMessage?.parts).toMatchObject([
    { type: "step-start" },
    { type: "tool-weather", state: "output-error", errorText: expect.stringContaining("place") },
    { type: "step-start" },
    { type: "text", text: "I cannot" },
  ]);
});

test("A chat that the client kept itself comes along with its first message here", async () => {
  const served = await servedApp();
  const { chat } = chatOf(served, [
    { id: "s", role: "system", parts: [{ type: "text", text: "Say it in verse" }] },
    { id: "a", role: "user", parts: [{ type: "text", text: "I am Ada" }] },
    {
      id: "b",
      role: "assistant",
      parts: [
        { type: "step-start" },
        {
          type: "dynamic-tool",
          toolName: "greet",
          toolCallId: "c1",
          state: "output-error",
          input: { name: "Ada" },
          errorText: "Too shy",
        },
        { type: "step-start" },
        { type: "text", text: "Hello Ada" },
      ],
    },
  ]);

  await chat.sendMessage({ text: "Who am I?" });
  await chat.sendMessage({ text: "Sure?" });

  const [first, second] = await turnsOf(served);
  expect(first?.request).toMatchObject({
    instructions: "Be short\n\nSay it in verse",
    history: [
      { role: "user", content: "I am Ada" },
      {
        role: "assistant",
        content: "",
        tool_calls: [{ provider_call_id: "c1", name: "greet", arguments: '{"name":"Ada"}' }],
      },
      { role: "tool", provider_call_id: "c1", name: "greet", content: "Error: Too shy" },
      { role: "assistant", content: "Hello Ada", tool_calls: [] },
    ],
  });
  expect(second?.request).not.toHaveProperty("history");
});

test("The result of a call that nobody made here is nothing to go on from", async () => {
  const { app } = await servedApp();
  const result = { type: "dynamic-tool", toolCallId: "c", state: "output-available", output: 1 };
  const said = { type: "text", text: "Hi" };
  await app.post("/api/ui/chat", {
    id: "c",
    messages: [{ id: "m", role: "user", parts: [said] }],
  });

  const response = await app.post("/api/ui/chat", {
    id: "c",
    messages: [{ id: "a", role: "assistant", parts: [result] }],
  });

  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ code: "invalid_input" });
});

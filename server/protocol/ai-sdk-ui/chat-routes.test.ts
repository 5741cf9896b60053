import { Chat } from "@ai-sdk/react";
import {
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  type UIMessage,
  type UIMessageChunk,
  uiMessageChunkSchema,
} from "ai";
import { expect, test } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { BAD_BODIES, servedApp, type ServedApp } from "#server/protocol/protocol-test-kit.ts";

const READS = `[
  { steps: [{ reasoning: "A file will tell" }, { text: "I look. " }, { calls: [{ tool: read, arguments: { path: a.md } }] }] },
  { steps: [{ text: "It says so" }, { citation: { title: "a.md", path: a.md } }] }
]`;
const WRITES = `[
  { steps: [{ text: "I write. " }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;

function chatOf(
  { origin, headers }: ServedApp,
  { id = "chat-1", query = "", messages = [] }: Given = {},
) {
  return new Chat({
    id,
    messages: [...messages],
    transport: new DefaultChatTransport({ api: `${origin}/api/ui/chat${query}`, headers }),
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  });
}

interface Given {
  readonly id?: string;
  readonly query?: string;
  readonly messages?: readonly UIMessage[];
}

/** The parts of the newest message that stay, without their provider's fields. */
function partsOf(chat: Chat<UIMessage>) {
  return (chat.lastMessage?.parts ?? []).filter(({ type }) => type !== "step-start");
}

function textOf(chat: Chat<UIMessage>): string {
  return partsOf(chat)
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("");
}

function isAsked(chat: Chat<UIMessage>): boolean {
  return partsOf(chat).some(
    (part) => part.type === "dynamic-tool" && part.state === "approval-requested",
  );
}

/** Waits until a chat's messages satisfy a condition. */
function until(chat: Chat<UIMessage>, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
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

async function pendingAction({ app }: ServedApp): Promise<string> {
  const [summary] = await app.runtime.services.threads.list();
  const thread = await app.runtime.thread(summary?.thread_id ?? "");
  const state = await thread.until(
    ({ turns }) => turns.at(-1)?.run.status === "waiting_permission",
    AbortSignal.timeout(5_000),
  );
  return state.turns.at(-1)?.run.approvals.at(-1)?.action_id ?? "";
}

test("useChat gets reasoning, text, a tool call with its result and the source of the answer", async () => {
  const served = await servedApp({ passes: READS });
  const chat = chatOf(served);

  await chat.sendMessage({ text: "What does a.md say?" });

  expect(chat.error).toBeUndefined();
  expect(chat.status).toBe("ready");
  expect(partsOf(chat)).toMatchObject([
    { type: "reasoning", text: "A file will tell", state: "done" },
    { type: "text", text: "I look. ", state: "done" },
    {
      type: "dynamic-tool",
      toolName: "read",
      state: "output-available",
      input: { path: "a.md" },
      output: 'read "a.md"',
    },
    { type: "text", text: "It says so" },
    { type: "source-document", title: "a.md" },
    { type: "data-citation", data: { path: "a.md" } },
  ]);
  const run = await served.app.fetch(`/runs/${chat.lastMessage?.id}.json`);
  expect(await run.json()).toMatchObject({ status: "completed", input: "What does a.md say?" });
});

test("A chat's messages are turns of one thread; other words and another try make a branch", async () => {
  const served = await servedApp();
  const chat = chatOf(served);

  await chat.sendMessage({ text: "One" });
  await chat.sendMessage({ text: "Two" });
  await chat.regenerate();
  const [question] = chat.messages.slice(2);
  await chat.sendMessage({ text: "Three", messageId: question?.id ?? "" });
  await chat.sendMessage({ text: "Four" });

  expect(chat.error).toBeUndefined();
  const sessions = await served.app.runtime.services.threads.sessions();
  const shown = await served.app.runtime.thread(sessions[0]?.session_id ?? "");
  expect(sessions).toHaveLength(1);
  expect((await shown.state()).turns.map(({ text }) => text)).toEqual(["One", "Three", "Four"]);
});

test("The answer ends at a call that waits for a person, and goes on with their yes", async () => {
  const served = await servedApp({ passes: WRITES });
  const chat = chatOf(served);

  await chat.sendMessage({ text: "Write" });
  const asked = partsOf(chat).find((part) => part.type === "dynamic-tool");
  await chat.addToolApprovalResponse({ id: asked?.approval?.id ?? "", approved: true });
  await until(chat, () => chat.status === "ready" && textOf(chat).includes("Written"));

  expect(asked).toMatchObject({ state: "approval-requested", input: { path: "a.md" } });
  expect(chat.messages).toHaveLength(2);
  expect(textOf(chat)).toBe("I write. Written");
  expect(partsOf(chat)).toContainEqual(
    expect.objectContaining({ type: "dynamic-tool", state: "output-available" }),
  );
});

test("A no denies the call", async () => {
  const served = await servedApp({ passes: WRITES });
  const chat = chatOf(served);

  await chat.sendMessage({ text: "Write" });
  const asked = partsOf(chat).find((part) => part.type === "dynamic-tool");
  await chat.addToolApprovalResponse({ id: asked?.approval?.id ?? "", approved: false });
  await until(chat, () => chat.status === "ready" && textOf(chat).includes("Written"));

  expect(partsOf(chat)).toContainEqual(
    expect.objectContaining({ type: "dynamic-tool", state: "output-denied" }),
  );
});

test("A client that waits hears what the playground answered, and one that comes back has all of it", async () => {
  const served = await servedApp({ passes: WRITES });
  const chat = chatOf(served, { query: "?approvals=wait" });
  const sending = chat.sendMessage({ text: "Write" });
  await until(chat, () => isAsked(chat));
  const other = chatOf(served, { query: "?approvals=wait", messages: chat.messages.slice(0, 1) });
  const resuming = other.resumeStream();
  await until(other, () => isAsked(other));

  await served.app.post("/control/respond_action", {
    action_id: await pendingAction(served),
    decision: "allow_once",
  });
  await Promise.all([sending, resuming]);

  expect(textOf(chat)).toBe("I write. Written");
  expect(partsOf(other)).toEqual(partsOf(chat));
});

test("A run that the playground stops ends the client's answer", async () => {
  const served = await servedApp({ passes: WRITES });
  const chat = chatOf(served, { query: "?approvals=wait" });
  const sending = chat.sendMessage({ text: "Write" });
  await until(chat, () => isAsked(chat));

  await served.app.post("/control/interrupt_turn", { run_id: chat.lastMessage?.id });
  await sending;

  expect(chat.status).toBe("ready");
  expect(textOf(chat)).toBe("I write. ");
});

test("A run that fails is the chat's error", async () => {
  const served = await servedApp({
    passes: '[{ steps: [{ failure: { code: overloaded, message: "The model is busy" } }] }]',
  });
  const chat = chatOf(served);

  await chat.sendMessage({ text: "Go" });

  expect(chat.status).toBe("error");
  expect(chat.error?.message).toContain("The model is busy");
});

test("Nothing to resume is 204, also for a chat that nobody began", async () => {
  const { app } = await servedApp();

  expect((await app.fetch("/api/ui/chat/unknown/stream")).status).toBe(204);
});

test("A stream that is cut anywhere goes on with the next chunk, and all chunks are the SDK's", async () => {
  const { app } = await servedApp({ passes: WRITES });
  const body = {
    id: "c",
    messages: [{ id: "m", role: "user", parts: [{ type: "text", text: "Write" }] }],
  };
  await framesOf(await app.post("/api/ui/chat", body));
  const whole = await framesOf(await app.fetch("/api/ui/chat/c/stream"));

  for (const [index, { id }] of whole.entries()) {
    if (id === undefined) continue;
    const headers = { "last-event-id": id };
    const rest = await framesOf(await app.fetch("/api/ui/chat/c/stream", { headers }));
    expect(rest).toEqual(whole.slice(index + 1));
  }
  const schema = typeof uiMessageChunkSchema === "function" ? uiMessageChunkSchema() : undefined;
  for (const { chunk } of whole) {
    expect(await schema?.validate?.(chunk)).toMatchObject({ success: true });
  }
});

async function framesOf(response: Response): Promise<{ id?: string; chunk: UIMessageChunk }[]> {
  expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
  const frames = (await response.text()).split("\n\n");
  expect(frames.splice(-2)).toEqual(["data: [DONE]", ""]);
  return frames.map((frame) => {
    const id = /^id: (.*)$/m.exec(frame)?.[1];
    // Each frame was written from a chunk.
    const chunk = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? "") as UIMessageChunk;
    return { ...(id !== undefined && { id }), chunk };
  });
}

test("A file inside a message is kept and goes with the turn", async () => {
  const served = await servedApp({ outputs: openMemoryOutputStore(systemClock) });
  const chat = chatOf(served);
  const url = `data:text/plain;base64,${Buffer.from("One").toString("base64")}`;

  await chat.sendMessage({
    text: "Read this",
    files: [{ type: "file", mediaType: "text/plain", filename: "a.txt", url }],
  });

  expect(chat.error).toBeUndefined();
  const thread = await served.app.runtime.thread(chat.lastMessage?.id ?? "");
  const [turn] = (await thread.state()).turns;
  expect(turn?.attachments).toMatchObject([{ name: "a.txt", media_type: "text/plain", bytes: 3 }]);
});

test.for(BAD_BODIES)("A body that is %s is refused and stores nothing", async ([, body]) => {
  const { app } = await servedApp();

  const response = await app.post("/api/ui/chat", body);

  expect([400, 422]).toContain(response.status);
  expect(await app.runtime.services.threads.list()).toEqual([]);
});

test.for([
  ["a file to fetch", { type: "file", url: "http://127.0.0.1/secret", mediaType: "text/plain" }],
  ["a file that is no base64", { type: "file", url: "data:text/plain;base64,%%", mediaType: "x" }],
  ["no words", { type: "text", text: " " }],
])("A message with %s is refused", async ([, part]) => {
  const { app } = await servedApp();

  const response = await app.post("/api/ui/chat", {
    id: "c",
    messages: [{ id: "m", role: "user", parts: [part] }],
  });

  expect(response.status).toBe(422);
  expect(await response.json()).toHaveProperty("detail");
});

test.for(["__proto__", "..", "a\0b", "key:x", "x".repeat(5_000)])(
  "The id %j names no chat and breaks nothing",
  async (id) => {
    const { app } = await servedApp();

    const response = await app.fetch(`/api/ui/chat/${encodeURIComponent(id)}/stream`);

    expect([204, 404]).toContain(response.status);
  },
);

import { expect, test } from "vitest";

import { emptyThread, fold } from "#runtime/state/fold.ts";
import { approvalsPage } from "#views/approvals-page.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { errorPage, loginPage } from "#views/notice-page.ts";
import type { PageFrame } from "#views/playground-page.ts";
import { rendered } from "#views/rendered.ts";
import { chatPage, type ChatPage } from "./chat-page.ts";
import { newChatPage } from "./new-chat-page.ts";
import { SCENARIOS } from "./start-view.ts";
import { turnView } from "./turn-view.ts";

const EVENTS = sampleRun().map((entry) => entry.event);
const FRAME: PageFrame = {
  nonce: "n0nce",
  assets: {
    scripts: ["/assets/main.js"],
    styles: ["/assets/chat.css"],
    preloads: ["/assets/a.woff2"],
  },
  shell: {
    version: "0.1",
    theme: "auto",
    path: '/s/s_1?mute=tools&at="',
    now: "2026-11-19T02:16:00.000Z",
    sessions: [
      {
        session_id: "s_1",
        title: "<b>Retry</b>",
        status: "waiting",
        updated_at: "2026-11-19T02:14:00.000Z",
      },
    ],
    approvals: 1,
    runs: 3,
  },
};
const COMPOSER = {
  agents: ["atlas"],
  agent: "atlas",
  models: ["openai/gpt-5-mini", "offline/reader"],
  model: "offline/reader",
  idempotency_key: "key_1",
};

test("no page holds what the content security policy forbids", async () => {
  for (const html of await everyPage()) {
    expect(html).not.toMatch(/<[^>]+\sstyle=/);
    expect(html).not.toMatch(/<[^>]+\son[a-z]+=/);
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toContain('nonce="n0nce"');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  }
});

test("a page of a session works without script: send, stop, theme are forms, the rest is links", async () => {
  const html = await rendered(chatPage(page(100)));

  expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/s\/s_1\/turns"/);
  expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/runs\/r_8f2c\/interrupt"/);
  expect(html).toMatch(/<form[^>]+method="post"[^>]+action="\/theme"/);
  expect(html).toContain('name="next" value="/s/s_1?mute=tools&amp;at=&quot;"');
  expect(html).toContain('name="idempotency_key" value="key_1"');
  expect(html).toMatch(/<option[^>]+value="offline\/reader"[^>]*selected/);
});

test("a live run carries its state, which reads back as it was", async () => {
  const thread = threadAfter(100);
  const [turn] = thread.turns;
  if (turn === undefined) throw new Error("The sample has a turn");

  const html = await rendered(turnView(turn, { after: "1.100" }));

  const state = / state="([^"]*)"/.exec(html)?.[1] ?? "";
  expect(JSON.parse(unescaped(state))).toEqual(JSON.parse(JSON.stringify(turn.run)));
  expect(html).toContain('after="1.100"');
});

test("a finished run carries no state", async () => {
  const [turn] = threadAfter(EVENTS.length).turns;
  if (turn === undefined) throw new Error("The sample has a turn");

  expect(await rendered(turnView(turn, { after: "1.1" }))).not.toContain(" state=");
});

test("muted lanes are off the page from the first paint, and say so", async () => {
  const mixer = { mute: ["reasoning" as const], solo: [] };

  const html = await rendered(chatPage({ ...page(EVENTS.length), mixer }));

  expect(html).toContain('data-hidden-lanes="reasoning"');
  expect(html).toMatch(/data-mixer="mute"\s+data-target="reasoning"\s+aria-pressed="true"/);
});

test("an empty chat says who answers and offers runs that need no key", async () => {
  const html = await rendered(newChat(true));

  expect(html).toContain("the offline reader answers");
  for (const { model } of SCENARIOS) expect(html).toContain(`name="model" value="${model}"`);
  expect(await rendered(newChat(false))).toContain("<b>openai/gpt-5-mini</b> answers");
});

test("titles and questions are text", async () => {
  const html = await rendered(chatPage(page(EVENTS.length)));

  expect(html).toContain("&lt;b&gt;Retry&lt;/b&gt;");
  expect(html).not.toContain("<b>Retry</b>");
});

function everyPage(): Promise<readonly string[]> {
  const frame = { nonce: FRAME.nonce, theme: "dark" as const, assets: FRAME.assets };
  const asked = EVENTS.findIndex(({ type }) => type === "action.required") + 1;
  const [approval] = threadAfter(asked).turns[0]?.run.approvals ?? [];
  if (approval === undefined) throw new Error("The sample asks once");
  const waiting = [{ approval, place: "/s/s_1", session_title: "Retry", effect: undefined }];
  return Promise.all([
    ...[1, 40, 100, asked, EVENTS.length].map((end) => rendered(chatPage(page(end)))),
    rendered(newChat(true)),
    rendered(approvalsPage({ ...FRAME, waiting })),
    rendered(approvalsPage({ ...FRAME, waiting: [] })),
    rendered(loginPage(frame, { next: "/chat", complaint: "Wrong token" })),
    rendered(errorPage(frame, { status: 404, title: "Not found", detail: "No such run" })),
  ]);
}

function page(end: number): ChatPage {
  const thread = threadAfter(end);
  return {
    ...FRAME,
    thread,
    window: { turns: thread.turns },
    after: `1.${end}`,
    root: { thread_id: "th_1", after: "1.0" },
    ticks: [{ lane: "tokens", at: Date.parse("2026-11-19T02:14:01.000Z") }],
    mixer: { mute: [], solo: [] },
    composer: COMPOSER,
  };
}

function newChat(offline: boolean) {
  const start = {
    model: "openai/gpt-5-mini",
    offline,
    examples: [{ message: "What is here?" }],
    scenarios: SCENARIOS,
    idempotency_key: "key_2",
  };
  return newChatPage({ ...FRAME, start, composer: COMPOSER });
}

function threadAfter(end: number) {
  return EVENTS.slice(0, end).reduce(fold, emptyThread("s_1", "th_1"));
}

function unescaped(attribute: string): string {
  return attribute
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

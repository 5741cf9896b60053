import { expect, it } from "vitest";

import { WINDOW_TURNS } from "#views/chat/thread-window.ts";
import { testApp } from "#server/test-app.ts";

const TURNS = WINDOW_TURNS + 5;

it("a long session shows its newest turns, and its other parts by links", async () => {
  const { page, session_id, turns } = await longSession();

  const newest = await page(`/s/${session_id}`);
  expect(shown(newest)).toEqual(turns.slice(5));
  expect(newest).toContain('aria-label="Send"');
  const earlier = linkIn(newest, "before");

  const oldest = await page(earlier);
  expect(shown(oldest)).toEqual(turns.slice(0, 5));
  expect(oldest).toContain("This is an earlier part of the session");
  expect(oldest).not.toContain('aria-label="Send"');
  expect(oldest).not.toMatch(/<uar-chat[^>]* after=/);
  expect(oldest).not.toContain('data-slot="wire"');
  expect(newest).toContain('data-slot="wire"');

  expect(shown(await page(linkIn(oldest, "after")))).toEqual(turns.slice(5));
});

it("htmx gets the turns before a turn alone, with the way to those before them", async () => {
  const { page, session_id, turns } = await longSession();

  const fragment = await page(`/s/${session_id}?before=${turns[33]}`, { "hx-request": "true" });

  expect(shown(fragment)).toEqual(turns.slice(3, 33));
  expect(fragment).not.toContain("<html");
  expect(fragment).toMatch(/hx-nonce="[^"]+"\s+hx-get="[^"]+before=/);
});

it("the address of an old turn leads to the part that holds it", async () => {
  const { test, page, session_id, turns } = await longSession();
  const [first = ""] = turns;

  const moved = await test.fetch(`/s/${session_id}/turns/${first}`);
  const place = moved.headers.get("location") ?? "";
  expect(place).toBe(`/s/${session_id}?turn=${first}#${first}`);

  expect(shown(await page(place))).toContain(first);
  expect((await test.fetch(`/s/${session_id}?turn=t_none`)).status).toBe(404);
});

async function longSession() {
  const test = await testApp({ passes: "[{ steps: [{ text: Hello }] }]" });
  const { session_id } = (await test.runtime.ask("0")).run;
  for (let turn = 1; turn < TURNS; turn += 1) await test.runtime.ask(String(turn), { session_id });
  const state = await (await test.runtime.thread(session_id)).state();
  const page = async (path: string, headers = {}) => (await test.fetch(path, { headers })).text();
  return { test, page, session_id, turns: state.turns.map(({ turn_id }) => turn_id) };
}

function shown(html: string): readonly string[] {
  return [...html.matchAll(/<article class="turn" id="([^"]+)"/g)].map(([, id = ""]) => id);
}

function linkIn(html: string, name: string): string {
  return new RegExp(`href="([^"]+\\?${name}=[^"]+)"`).exec(html)?.[1] ?? "";
}

import { describe, expect, it } from "vitest";

import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { testApp } from "#server/test-app.ts";

const HTMX = { "hx-request": "true" };

const WORDS = `
- steps: [{ text: "First" }]
- steps: [{ text: "Second" }]
- steps: [{ text: "Third" }]
- steps: [{ text: "Fourth" }]
`;

/** A session with one answered turn. */
async function answered() {
  const app = await testApp({ passes: WORDS });
  const { run } = await app.runtime.ask("Read it");
  const turn = `/s/${run.session_id}/turns/${run.turn_id}`;
  const page = async (query = "") => (await app.fetch(`/s/${run.session_id}${query}`)).text();
  const edit = async (message: string, key = "key") => {
    const answer = await app.form(`${turn}/edit`, { message, idempotency_key: key });
    return { status: answer.status, location: answer.headers.get("location") ?? "" };
  };
  const state = async () => {
    const response = await app.post("/control/list_branches", { session_id: run.session_id });
    return (await response.json()) as {
      active_thread_id: string;
      branches: { thread_id: string; hidden?: true }[];
    };
  };
  return { app, run, turn, page, edit, state };
}

describe("a question", () => {
  it("tells an open page the versions of its turns, and where new ones are heard of", async () => {
    const { app, run, edit, page } = await answered();
    await edit("Read all");

    const response = await app.fetch(`/s/${run.session_id}/arrows?b=${run.thread_id}`);
    const arrows = (await response.json()) as Record<string, { questions: unknown[] }>;

    expect(arrows[run.turn_id]?.questions).toHaveLength(2);
    expect(await page()).toContain(`root="${run.thread_id}"`);
  });

  it("is edited by a form of its own page, and the new words stand in its place", async () => {
    const { app, turn, page, edit } = await answered();

    const form = await (await app.fetch(`${turn}/edit`)).text();
    const { status, location } = await edit("Read all");
    const html = await page();

    expect(form).toMatch(new RegExp(`method="post"\\s+action="${turn}/edit"`));
    expect(form).toMatch(/<textarea[^>]*>\s*Read it<\/textarea>/);
    expect(status).toBe(303);
    const [, added = ""] = location.split("#");
    expect(html).toContain(`id="${added}"`);
    expect(html).toContain('aria-label="Versions of the question"');
    expect(html).not.toContain('aria-label="Versions of the answer"');
  });

  it("gives its form as a fragment, and itself back for a no", async () => {
    const { app, turn } = await answered();

    const form = await (await app.fetch(`${turn}/edit`, { headers: HTMX })).text();

    expect(form).not.toContain("<html");
    expect(form).toContain('hx-select=".question"');
    expect(form).toContain(`hx-get="${turn}"`);
  });

  it("sent twice is one branch, sent again with other words another one", async () => {
    const { edit, state } = await answered();

    const first = await edit("Read all");
    const again = await edit("Read all");
    const other = await edit("Read none");

    expect(again).toEqual(first);
    expect(other.location).not.toBe(first.location);
    expect((await state()).branches).toHaveLength(3);
  });
});

describe("an answer", () => {
  it("is asked for once more by a form, by another model where one is chosen", async () => {
    const { app, run, turn, page } = await answered();

    const choice = await (await app.fetch(`${turn}/regenerate`)).text();
    const sent = await app.form(`${turn}/regenerate`, { model: "scenario/test" });
    const html = await page();

    expect(choice).toContain('<option value="scenario/test"');
    expect(sent.status).toBe(303);
    expect(html).not.toContain(`id="${run.turn_id}"`);
    expect(html).toContain('aria-label="Versions of the answer"');
    expect(html).toContain(`?b=${run.thread_id}&amp;turn=${run.turn_id}#${run.turn_id}`);
  });
});

describe("an address with ?b=", () => {
  it("shows that branch, and what is written there goes there and is shown from then on", async () => {
    const { app, run, page, edit, state } = await answered();
    await edit("Read all");

    const html = await page(`?b=${run.thread_id}`);
    const sent = await app.form(`/s/${run.session_id}/turns`, {
      message: "And then",
      thread_id: run.thread_id,
    });

    expect(html).toContain(`id="${run.turn_id}"`);
    expect(html).toContain(`name="thread_id" value="${run.thread_id}"`);
    expect(html).toContain(`thread="${run.thread_id}"`);
    expect(sent.headers.get("location")).toMatch(new RegExp(`^/s/${run.session_id}#t_`));
    expect((await state()).active_thread_id).toBe(run.thread_id);
  });

  it("changes nothing: the session goes on to show what it showed", async () => {
    const { run, page, edit, state } = await answered();
    await edit("Read all");

    await page(`?b=${run.thread_id}`);

    expect((await state()).active_thread_id).not.toBe(run.thread_id);
  });

  it("that names no branch of the session is not found", async () => {
    const { app, run } = await answered();
    const { run: other } = await app.runtime.ask("Elsewhere");

    for (const b of ["th_none", other.thread_id]) {
      expect((await app.fetch(`/s/${run.session_id}?b=${b}`)).status).toBe(404);
    }
  });

  it("is found by the turn alone, where only another branch has it", async () => {
    const { app, run, edit } = await answered();
    await edit("Read all");

    const found = await app.fetch(`/s/${run.session_id}?turn=${run.turn_id}`);

    expect(found.status).toBe(200);
    expect(await found.text()).toContain(`id="${run.turn_id}"`);
  });
});

describe("a branch", () => {
  it("is left out by a form and taken back with the next message that is written in it", async () => {
    const { app, run, page, edit, state } = await answered();
    await edit("Read all");
    const { thread_id } = run;

    const hidden = await app.form(`/s/${run.session_id}/branches`, { thread_id, change: "hide" });
    const html = await page();
    await app.form(`/s/${run.session_id}/turns`, { message: "And then", thread_id });

    expect(hidden.status).toBe(303);
    expect(html).not.toContain("Versions of the question");
    const { active_thread_id, branches } = await state();
    expect(active_thread_id).toBe(thread_id);
    expect(branches.some((branch) => branch.hidden)).toBe(false);
  });

  it("that is hidden stands in the session's list of branches, and is shown again from there", async () => {
    const { app, run, page, edit } = await answered();
    await edit("Read all");
    const { session_id, thread_id } = run;
    const list = `/s/${session_id}/branches`;
    await app.form(list, { thread_id, change: "hide" });

    const menu = await page();
    const hidden = await (await app.fetch(list)).text();
    const sent = await app.form(list, { thread_id, change: "show" });
    const shown = await (await app.fetch(list)).text();

    expect(menu).toContain(`href="${list}"`);
    expect(hidden).toMatch(/Read it[\s\S]*Show again/);
    expect(hidden).toContain("Read all");
    expect(hidden.match(/Show again/g)).toHaveLength(1);
    expect(sent.headers.get("location")).toBe(list);
    expect(shown).not.toContain("Show again");
    expect(await page()).toContain("Versions of the question");
    expect((await app.fetch("/s/s_none/branches")).status).toBe(404);
  });

  it("is where a stop leads back to, while the session shows another one", async () => {
    const app = await testApp({ driver: new HoldingDriver() });
    const { session_id, thread_id, run_id, turn_id } = await app.runtime.submit("Hold");
    await app.runtime.reaches(run_id, ({ parts }) => parts.length > 0);
    await app.form(`/s/${session_id}/turns/${turn_id}/edit`, { message: "Other" });

    const arrows = await (await app.fetch(`/s/${session_id}`)).text();
    const stopped = await app.form(`/runs/${run_id}/interrupt`, {});

    expect(arrows).toContain("Previous question, a run goes on there");
    expect(stopped.headers.get("location")).toBe(`/s/${session_id}?b=${thread_id}`);
    await app.runtime.ended(run_id);
  });
});

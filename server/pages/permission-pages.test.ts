import { expect, test } from "vitest";

import { rulesInMemory } from "#runtime/permission/remembered-rules.ts";
import { Agent } from "#runtime/agent/agent.ts";
import { testApp } from "#server/test-app.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: "<note>.md" } }] }]
- steps: [{ text: Done }]
`;

async function asking() {
  const remembered = rulesInMemory();
  const app = await testApp({ passes: WRITE, remembered });
  const { run_id } = await app.runtime.submit("Write");
  const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const [approval] = run.approvals;
  const action = approval?.action_id ?? "";
  const hash = { arguments_hash: approval?.arguments_hash ?? "" };
  return { app, remembered, run_id, action, hash };
}

test("arguments are edited on a page of their own, without script", async () => {
  const { app, run_id, action, hash } = await asking();

  const page = await (await app.fetch(`/approvals/${action}`)).text();
  const fields = { decision: "allow_once", arguments: '{"path": "mine.md"}', ...hash };
  const answer = await app.form(`/actions/${action}`, fields);

  expect(page).toContain("&lt;note&gt;.md");
  expect(page).toContain(`action="/actions/${action}"`);
  expect(answer.status).toBe(303);
  const { run } = await app.runtime.ended(run_id);
  expect(run.calls[0]?.output?.content).toBe('wrote "mine.md"');
});

test.each([
  ["{", "not JSON"],
  ["[]", "not an object"],
  ['{"path": 7}', "path"],
])("arguments like %j come back with what is wrong, and nothing is decided", async (text, word) => {
  const { app, action, hash } = await asking();

  const answer = await app.form(`/actions/${action}`, {
    decision: "allow_once",
    arguments: text,
    ...hash,
  });

  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain(word);
  expect(page).toContain(text.replaceAll('"', "&quot;"));
  expect((await app.form(`/actions/${action}`, { decision: "deny" })).status).toBe(303);
});

test("a no takes no account of what was written into the arguments", async () => {
  const { app, run_id, action } = await asking();

  const fields = { decision: "deny", arguments: "{", reason: "Not there" };
  const answer = await app.form(`/actions/${action}`, fields);

  expect(answer.status).toBe(303);
  const { run } = await app.runtime.ended(run_id);
  expect(run.calls[0]?.error?.message).toContain("Not there");
  expect(await (await app.fetch(`/approvals/${action}`)).text()).toContain("Already decided: deny");
});

test("what was always allowed stands on the permissions page, and is removed there", async () => {
  const { app, remembered, run_id, action } = await asking();
  await app.form(`/actions/${action}`, { decision: "allow_always" });
  await app.runtime.ended(run_id);

  const page = await (await app.fetch("/permissions")).text();
  const [rule] = remembered.list();
  const removed = await app.form(`/permissions/${rule?.id}/remove`, {});

  expect(page).toContain(`/permissions/${rule?.id}/remove`);
  expect(page).toContain(`/runs/${run_id}`);
  expect(removed.headers.get("location")).toBe("/permissions");
  expect(remembered.list()).toEqual([]);
  expect((await app.form(`/permissions/${rule?.id}/remove`, {})).status).toBe(404);
});

test("what was allowed in a session stands on the permissions page, and asks again once it is removed", async () => {
  const { app, run_id, action } = await asking();
  await app.form(`/actions/${action}`, { decision: "allow_session" });
  const { run } = await app.runtime.ended(run_id);
  const { session_id, thread_id } = run;

  const page = await (await app.fetch("/permissions")).text();
  const url = `/permissions/sessions/${thread_id}/remove`;
  const unasked = await app.runtime.ask("Again", { thread_id });
  const removed = await app.form(url, { tool: "write" });

  expect(page).toContain("Allowed in session");
  expect(page).toContain(`href="/s/${session_id}"`);
  expect(page).toContain(`action="${url}"`);
  expect(unasked.run.approvals).toEqual([]);
  expect(removed.headers.get("location")).toBe("/permissions");
  expect(await (await app.fetch("/permissions")).text()).not.toContain("Allowed in session");
  const { run_id: next } = await app.runtime.submit("Once more", { thread_id });
  const asked = await app.runtime.reaches(next, ({ status }) => status === "waiting_permission");
  expect(asked.approvals).toMatchObject([{ tool: "write" }]);
});

test("the permissions page shows rules in the order in which they count", async () => {
  const rules = [
    { match: "first", verdict: "allow" },
    { match: "second", args: { path: { path: "a/**" } }, verdict: "deny" },
    { match: "third", verdict: "ask" },
  ];
  const agents = [
    Agent.parse({ id: "planner", system_prompt: "Plan", permissions: { mode: "plan" } }),
  ];
  const app = await testApp({ policy: { rules }, agents });

  const page = await (await app.fetch("/permissions")).text();

  const table = page.slice(page.indexOf("<tbody"));
  const places = ["second", "third", "mode default", "first", "Rules for planner", "mode plan"];
  const found = places.map((word) => table.indexOf(word));
  expect(found).toEqual(found.toSorted((left, right) => left - right));
  expect(found[0]).toBeGreaterThan(0);
  expect(page).toContain("a/**");
});

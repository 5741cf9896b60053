import { expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

/** A session in which a person allowed the tool "write". */
async function allowing() {
  const store = openMemoryStore();
  const runtime = await testRuntime({ passes: WRITE, store });
  const { run_id, thread_id } = await runtime.submit("Write");
  const asked = await runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const answer = { action_id: asked.approvals[0]?.action_id, decision: "allow_session" };
  await dispatch("respond_action", answer, runtime.services);
  await runtime.ended(run_id);
  const remove = (tool: string) =>
    dispatch("remove_session_allowance", { thread_id, tool }, runtime.services);
  return { runtime, store, run_id, thread_id, remove };
}

it("takes a tool off what a session allows, as a fact that a restart reads again", async () => {
  const { runtime, store, run_id, thread_id, remove } = await allowing();
  const snapshot = { snapshot: "permission_sandbox_summary", thread_id };
  const before = await dispatch("get_snapshot", snapshot, runtime.services);

  const answer = await remove("write");

  expect(before).toMatchObject({ allowances: ["write"] });
  expect(answer).toEqual({ status: "accepted", thread_id, allowances: [] });
  const { events } = await runtime.ended(run_id);
  expect(payloadsOf(events, "policy.changed")).toMatchObject([
    { policy: "session", changed_by: "person", removed: ["allow write"] },
  ]);
  const after = await testRuntime({ store });
  const again = await dispatch("get_snapshot", snapshot, after.services);
  expect(again).toMatchObject({ allowances: [], decided: { allow_session: 1 } });
  expect((await after.services.threads.list())[0]?.allowances).toEqual([]);
});

it("writes nothing where nothing is allowed, however often it is asked", async () => {
  const { runtime, thread_id, remove } = await allowing();
  await remove("write");
  const { sequence } = await (await runtime.thread(thread_id)).state();

  const answers = [await remove("write"), await remove("read")];

  expect(answers).toMatchObject([{ status: "no_op" }, { status: "no_op" }]);
  expect((await (await runtime.thread(thread_id)).state()).sequence).toBe(sequence);
});

it("leaves what was always allowed alone", async () => {
  const { runtime, thread_id } = await allowing();
  const thread = await runtime.thread(thread_id);
  const payload = { policy: "remembered", summary: "No longer: allow write" } as const;

  await thread.append([
    {
      type: "policy.changed",
      payload: { ...payload, changed_by: "person", removed: ["allow write"] },
    },
  ]);

  expect((await thread.state()).allowances).toEqual(["write"]);
});

it("names the thread that it does not know", async () => {
  const { runtime } = await allowing();

  const answer = dispatch(
    "remove_session_allowance",
    { thread_id: "th_none", tool: "write" },
    runtime.services,
  );

  await expect(answer).rejects.toMatchObject({ code: "not_found" });
});

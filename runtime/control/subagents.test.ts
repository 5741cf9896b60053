import { expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { ManualClock, payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { dispatch } from "./dispatch.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

const AGENTS = [
  Agent.parse({ id: "lead", system_prompt: "You lead.", agents: ["scribe"] }),
  Agent.parse({ id: "scribe", system_prompt: "You write." }),
];

/** A run of the lead that is at work until it is stopped, with one child that is, too. */
async function working(store = openMemoryStore()) {
  const driver = new HoldingDriver();
  const runtime = await testRuntime({ driver, agents: AGENTS, clock: new ManualClock(), store });
  const { run_id, thread_id } = await runtime.submit("Hold");
  await runtime.reaches(run_id, ({ parts }) => parts.length > 0);
  const order = { parent_run_id: run_id, agent: "scribe", objective: "Hold" };
  const child = await dispatch("spawn_subagent", order, runtime.services);
  const { subagents = [] } = await runtime.reaches(run_id, (run) => run.subagents !== undefined);
  const [{ subagent_id, child_run_id = "" } = { subagent_id: "" }] = subagents;
  await runtime.reaches(child_run_id, ({ parts }) => parts.length > 0);
  return { runtime, driver, run_id, thread_id, child, subagent_id, child_run_id };
}

it("spawn_subagent begins a child under a run, and list_subagents names it with its thread", async () => {
  const { runtime, run_id, thread_id, child, subagent_id } = await working();

  const list = await dispatch("list_subagents", { thread_id }, runtime.services);

  expect(child).toMatchObject({ subagent_id, agent: "scribe", status: "running" });
  expect(list).toMatchObject({ subagents: [{ subagent_id, parent_run_id: run_id }] });
  const snapshot = { snapshot: "subagent_job_summary", thread_id };
  expect(await dispatch("get_snapshot", snapshot, runtime.services)).toMatchObject({
    standing: { state: "current" },
    subagents: [{ subagent_id }],
  });
});

it("spawn_subagent refuses an agent that the run's own agent does not name", async () => {
  const { runtime, run_id } = await working();
  const order = { parent_run_id: run_id, agent: "guide", objective: "Look" };

  await expect(dispatch("spawn_subagent", order, runtime.services)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("its agents are: scribe"),
  });
});

it("close_subagent stops the child, and says so once", async () => {
  const { runtime, run_id, subagent_id, child_run_id } = await working();
  const close = { subagent_id, reason: "Not needed" };

  const first = await dispatch("close_subagent", close, runtime.services);
  const second = await dispatch("close_subagent", close, runtime.services);

  expect(first).toMatchObject({ status: "accepted", subagent: { status: "cancelled" } });
  expect(second).toMatchObject({ status: "no_op" });
  expect((await runtime.ended(child_run_id)).run.status).toBe("cancelled");
  await dispatch("interrupt_turn", { run_id }, runtime.services);
  const { events } = await runtime.ended(run_id);
  expect(payloadsOf(events, "subagent.failed")).toHaveLength(1);
  expect(payloadsOf(events, "subagent.closed")).toEqual([{ reason: "Not needed" }]);
});

it("send_subagent_input is the child's next turn, and wait_subagents hears of its end", async () => {
  const { runtime, driver, run_id, subagent_id, child_run_id } = await working();
  const more = { subagent_id, text: "And b.md" };

  const sent = await dispatch("send_subagent_input", more, runtime.services);
  const waiting = dispatch("wait_subagents", { subagent_ids: [subagent_id] }, runtime.services);
  await dispatch("interrupt_turn", { run_id: child_run_id }, runtime.services);

  expect(sent).toMatchObject({ status: "queued", subagent_id });
  expect(await waiting).toMatchObject({
    timed_out: false,
    subagents: [{ status: "completed", result: "Said And b.md" }],
  });
  expect(driver.asked).toContain("And b.md");
  await expect(dispatch("send_subagent_input", more, runtime.services)).rejects.toMatchObject({
    code: "conflict",
  });
  await dispatch("interrupt_turn", { run_id }, runtime.services);
});

it("wait_subagents and resume_subagent say that a child is still at work", async () => {
  const { runtime, run_id, subagent_id } = await working();
  const wait = { subagent_ids: [subagent_id], timeout_ms: 0 };

  expect(await dispatch("wait_subagents", wait, runtime.services)).toMatchObject({
    timed_out: true,
    subagents: [{ status: "running" }],
  });
  expect(await dispatch("resume_subagent", { subagent_id }, runtime.services)).toMatchObject({
    status: "no_op",
  });
  await dispatch("interrupt_turn", { run_id }, runtime.services);
  const { run } = await runtime.ended(run_id);
  expect(run.subagents).toMatchObject([{ status: "cancelled", closed: true }]);
});

it("430: resume_subagent lets a child go on that nobody works on since a restart, once", async () => {
  const store = openMemoryStore();
  const before = await working(store);
  await before.runtime.services.queue.drain();
  const { subagent_id, child_run_id, run_id } = before;
  const passes = "[{ steps: [{ text: Went on }] }]";
  const runtime = await testRuntime({ passes, agents: AGENTS, store });

  const resumed = await dispatch("resume_subagent", { subagent_id }, runtime.services);
  const again = await dispatch("resume_subagent", { subagent_id }, runtime.services);
  const child = await runtime.ended(child_run_id);
  const parent = await runtime.reaches(run_id, ({ subagents }) => {
    return subagents?.[0]?.status === "completed";
  });

  expect(resumed).toMatchObject({ status: "accepted", subagent: { subagent_id, child_run_id } });
  expect(again).toMatchObject({ status: "no_op" });
  expect(child.run).toMatchObject({ status: "completed", recovery: { attempt: 2, crashes: 0 } });
  expect(parent.subagents).toMatchObject([{ result: "Went on" }]);
  expect(parent.status).toBe("running");
  expect(runtime.services.queue.works(parent.thread_id)).toBe(false);
});

it("430: resume_subagent takes up no child that has ended, and none that there never was", async () => {
  const { runtime, run_id, subagent_id } = await working();
  await dispatch("close_subagent", { subagent_id }, runtime.services);

  const ended = dispatch("resume_subagent", { subagent_id }, runtime.services);
  const unknown = dispatch("resume_subagent", { subagent_id: "sub_0" }, runtime.services);

  await expect(ended).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(`"${subagent_id}" has ended (cancelled)`),
  });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
  await dispatch("interrupt_turn", { run_id }, runtime.services);
});

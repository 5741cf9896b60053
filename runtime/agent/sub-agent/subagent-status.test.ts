import { describe, expect, it } from "vitest";

import { dispatch } from "#runtime/control/dispatch.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { says } from "#runtime/model/testing/scripted-models.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { ManualClock, payloadsOf } from "#runtime/test-runtime.ts";
import { writes, family, childOf, stalls, goingOn, stalling } from "./testing/family.ts";

describe("subagent.status", () => {
  /** Where the parent's log says that its child stands, one line a change. */
  const told = (events: readonly RuntimeEvent[]) =>
    payloadsOf(events, "subagent.status").map(({ status, title }) => `${status}: ${title}`);
  const WAITS = "waiting_permission: Waits for a person's answer: write";

  it("tells the parent that its child is at work, waits for a person, and goes on", async () => {
    const runtime = await family(writes);
    const { run_id } = await runtime.submit("Go");
    const { child_run_id } = await childOf(runtime, run_id);
    const waits = (run: RunState) => run.subagents?.[0]?.work?.status === "waiting_permission";

    const parent = await runtime.reaches(run_id, waits);
    const action_id = (await runtime.reaches(child_run_id, ({ approvals }) => approvals.length > 0))
      .approvals[0]?.action_id;
    await dispatch("respond_action", { action_id, decision: "allow_once" }, runtime.services);

    expect(parent.calls[0]).toMatchObject({ name: "agent__scribe", status: "running" });
    const { run, events } = await runtime.ended(run_id);
    expect(told(events)).toEqual(["running: At work", WAITS, "running: At work"]);
    const [child] = run.subagents ?? [];
    expect(child).toMatchObject({ status: "completed" });
    expect(child).not.toHaveProperty("work");
    const [status] = events.filter(({ type }) => type === "subagent.status");
    expect(status).toMatchObject({
      run_id,
      tool_call_id: run.calls[0]?.tool_call_id,
      subagent_id: child?.subagent_id,
    });
  });

  it("is not said again after a restart, and says that the child goes on after it", async () => {
    const store = openMemoryStore();
    const before = await family(writes, { store });
    const { run_id } = await before.submit("Go");
    const { child_run_id } = await childOf(before, run_id);
    const waits = (run: RunState) => run.subagents?.[0]?.work?.status === "waiting_permission";
    await before.reaches(run_id, waits);
    await before.services.queue.drain();
    const written = await before.thread(run_id);
    const first = told((await written.log.read(0)).map(({ event }) => event));

    const after = await family(() => says("It is written"), { store, models: goingOn() });
    await after.boot();
    const child = await after.reaches(child_run_id, ({ approvals }) => approvals.length > 0);
    const action_id = child.approvals[0]?.action_id;
    await dispatch("respond_action", { action_id, decision: "allow_once" }, after.services);

    const { events } = await after.ended(run_id);
    expect(first).toEqual(["running: At work", WAITS]);
    expect(told(events)).toEqual([...first, "running: At work"]);
  });

  it("tells of a child that a restart cut off, and leaves the parent's time away as it was", async () => {
    const store = openMemoryStore();
    const clock = new ManualClock();
    const before = await family(stalling, { store, tools: [stalls()], clock });
    const { run_id } = await before.submit("Go");
    const { child_run_id, subagent_id } = await childOf(before, run_id);
    await before.reaches(child_run_id, ({ calls: made }) => made[0]?.status === "running");
    await before.services.queue.drain();
    clock.advance(3_600_000);

    const after = await family(stalling, { store, tools: [stalls()], clock });
    await dispatch("resume_subagent", { subagent_id }, after.services);
    await after.reaches(run_id, ({ subagents }) =>
      /attempt 2/.test(subagents?.[0]?.work?.title ?? ""),
    );
    after.services.queue.wake(await after.thread(run_id));
    await after.reaches(run_id, ({ recovery }) => recovery !== undefined);
    await dispatch("interrupt_turn", { run_id }, after.services);

    const { run, events } = await after.ended(run_id);
    expect(told(events)).toEqual([
      "running: At work",
      "running: At work again after a restart, attempt 2",
    ]);
    expect(run.recovery).toMatchObject({ attempt: 2, downtime_ms: 3_600_000 });
  });
});

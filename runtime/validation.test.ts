import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { createTask } from "#runtime/control/create-task.ts";
import { dispatch, perform } from "#runtime/control/dispatch.ts";
import { exportReplay } from "#runtime/control/export-replay.ts";
import { exportSnapshot } from "#runtime/control/export-snapshot.ts";
import { getSession } from "#runtime/control/get-session.ts";
import { getThreadRead } from "#runtime/control/get-thread-read.ts";
import { resumeThread } from "#runtime/control/resume-thread.ts";
import { createSession } from "#runtime/control/sessions.ts";
import { getTask } from "#runtime/control/tasks.ts";
import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { retryTask, startTask } from "#runtime/control/try-task.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { GOLDEN_CASES } from "#runtime/replay/golden-cases.ts";
import { readModels } from "#runtime/replay/read-models.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { runMetrics } from "#runtime/state/run-metrics.ts";
import { runReadModel } from "#runtime/state/run-read-model.ts";
import { payloadsOf, testRuntime, type TestRuntime, typesOf } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;

async function golden(name: string): Promise<readonly RuntimeEvent[]> {
  const found = GOLDEN_CASES.find((known) => known.name === name);
  if (found === undefined) throw new Error(`No golden history "${name}"`);
  return found.record();
}

async function eventsOf(runtime: TestRuntime, id: string): Promise<RuntimeEvent[]> {
  return (await (await runtime.thread(id)).log.read(0)).map(({ event }) => event);
}

/** A runtime whose run waits for a person, on a store that others may open. */
async function asking() {
  const store = openMemoryStore();
  const runtime = await testRuntime({ store, passes: WRITE });
  const turn = await runtime.submit("Write");
  const run = await runtime.reaches(turn.run_id, ({ status }) => status === "waiting_permission");
  return { store, runtime, ...turn, action_id: run.approvals[0]?.action_id ?? "" };
}

describe("483: events have stable ids, and the read model comes back from them", () => {
  it("reads the same ids and the same model before and after a restart", async () => {
    const store = openMemoryStore();
    const runtime = await testRuntime({ store });
    const { run, events } = await runtime.ask("Go");

    const after = await testRuntime({ store });
    const read = await eventsOf(after, run.run_id);

    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    expect(read.map(({ event_id }) => event_id)).toEqual(events.map(({ event_id }) => event_id));
    expect(readModels(read)).toEqual([runReadModel(run, "Go")]);
    expect(await (await after.thread(run.run_id)).state()).toEqual(
      read.reduce(fold, emptyThread(run.session_id, run.thread_id)),
    );
  });
});

describe("484: a provider's stream becomes model, text and reasoning events", () => {
  it.each([
    ["answer-with-reasoning", ["requested", "reasoning.delta", "delta", "completed"]],
    ["model-failed-midway", ["requested", "delta", "failed"]],
  ])("of %s", async (name, expected) => {
    const types = typesOf(await golden(name)).filter((type) => /^(model|reasoning)\./.test(type));

    expect(types.map((type) => type.replace("model.", ""))).toEqual(expected);
  });
});

describe("485: a call keeps what it was given, gave, failed with and was judged by", () => {
  it("in its events, each under the ids of its step", async () => {
    const events = await golden("tool-failed");
    const of = events.filter(({ tool_call_id }) => tool_call_id !== undefined);
    const calls = Map.groupBy(of, ({ tool_call_id }) => tool_call_id);

    expect(calls.size).toBe(2);
    for (const call of calls.values()) {
      expect(new Set(call.map(({ step_id }) => step_id)).size).toBe(1);
      expect(payloadsOf(call, "permission.evaluated")).toMatchObject([{ verdict: "allow" }]);
      expect(payloadsOf(call, "tool.started")).toMatchObject([
        { arguments: { path: expect.stringMatching(/\.md$/) } },
      ]);
    }
    expect(payloadsOf(events, "tool.failed")).toMatchObject([{ error: { code: "tool_error" } }]);
    expect(payloadsOf(events, "tool.result")).toMatchObject([
      { output: { content: 'read "a.md"' } },
    ]);
  });

  it("also when a rule did not let it run", async () => {
    const events = await golden("write-denied-by-rule");

    expect(payloadsOf(events, "permission.evaluated")).toMatchObject([
      { verdict: "deny", rule: expect.stringContaining("deny"), source: "file" },
    ]);
    expect(payloadsOf(events, "tool.failed")).toMatchObject([{ reason: "denied" }]);
    expect(payloadsOf(events, "tool.started")).toEqual([]);
  });
});

describe("486: work that waits for a person goes on only by respond_action", () => {
  it("not by a message, another command, or a restart", async () => {
    const { store, runtime, thread_id, run_id, task_id, action_id } = await asking();
    const { services } = runtime;
    await runtime.submit("Meanwhile", { thread_id });
    await dispatch("resume_thread", { thread_id }, services);
    for (const [name, input] of [
      ["retry_task", { task_id, reason: "Go on" }],
      ["complete_task", { task_id }],
      ["respond_action", { action_id: "act_other", decision: "allow_once" }],
    ] as const) {
      await expect(dispatch(name, input, services)).rejects.toThrow(/./);
    }
    await services.queue.drain();
    const after = await testRuntime({ store, passes: WRITE });
    await after.boot();
    const waiting = await after.reaches(run_id, ({ pass }) => pass > 1);
    const before = await eventsOf(after, run_id);

    await dispatch("respond_action", { action_id, decision: "allow_once" }, after.services);
    const { run } = await after.ended(run_id);

    expect(waiting.status).toBe("waiting_permission");
    expect(typesOf(before)).not.toContain("tool.started");
    expect(run).toMatchObject({ status: "completed", calls: [{ status: "done" }] });
  });
});

describe("487: changes of the queue are said, and survive a restart", () => {
  it("queued, promoted, edited and removed", async () => {
    const { store, runtime, session_id, thread_id, run_id } = await asking();
    const [two, three, four] = [
      await runtime.submit("Two", { session_id }),
      await runtime.submit("Three", { session_id }),
      await runtime.submit("Four", { session_id }),
    ];
    const change = (name: string, queued_turn_id: string, more: object = {}) =>
      dispatch(name, { queued_turn_id, ...more }, runtime.services);
    await change("promote_queued_turn", three.turn_id);
    await change("edit_queued_turn", two.turn_id, { input: { text: "Second" } });
    await change("remove_queued_turn", four.turn_id);
    await runtime.services.queue.drain();

    const after = await testRuntime({ store, passes: WRITE });
    const queue = await dispatch("list_queue", { thread_id }, after.services);

    expect(queue).toMatchObject({ queue: [{ text: "Three" }, { text: "Second" }] });
    const said = payloadsOf(await eventsOf(after, run_id), "queue.changed");
    const changes = said.map((payload) => payload.change).join(" ");
    expect(changes).toBe("queued queued queued promoted edited removed");
  });
});

describe("488: a task survives a restart with its attempts and its edges", () => {
  it("however often it is cut off, tried and tied to others", async () => {
    const store = openMemoryStore();
    const before = await testRuntime({ store, driver: new HoldingDriver() });
    const { session_id, thread_id } = await perform(createSession, {}, before.services);
    const make = async (objective: string, more: object = {}) => {
      const input = { session_id, objective, ...more };
      return (await perform(createTask, input, before.services)).task.task_id;
    };
    const whole = await make("Whole");
    const part = await make("Hold", { parent_task_id: whole });
    const next = await make("Next", { parent_task_id: whole });
    const edge = { task_id: next, target_id: part, relation: "blocked_by" };
    await dispatch("link_tasks", edge, before.services);
    const first = await perform(startTask, { task_id: part }, before.services);
    await before.reaches(first.run_id, ({ parts }) => parts.length > 0);

    const after = await testRuntime({ store, driver: new HoldingDriver() });
    await after.boot();
    await after.reaches(first.run_id, ({ recovery }) => recovery?.attempt === 2);
    await dispatch("interrupt_turn", { run_id: first.run_id }, after.services);
    await after.ended(first.run_id);
    await after.services.queue.drain();
    const last = await testRuntime({ store });
    const retry = { task_id: part, reason: "Once more" };
    const { run_id } = await perform(retryTask, retry, last.services);
    await last.ended(run_id);

    const { services } = await testRuntime({ store });
    expect(await perform(getTask, { task_id: part }, services)).toMatchObject({
      thread_id,
      status: "completed",
      parent_task_id: whole,
      attempts: [
        { run_id: first.run_id, attempt_id: first.run_id, status: "lost" },
        { run_id: first.run_id, attempt_id: `${first.run_id}_2`, status: "cancelled" },
        { run_id, status: "completed" },
      ],
      relationships: [
        { kind: "parent", target_id: whole },
        { kind: "evidence" },
        { kind: "evidence" },
        { kind: "blocks", target_id: next },
      ],
    });
    expect((await perform(getTask, { task_id: whole }, services)).relationships).toMatchObject([
      { kind: "child", target_id: part },
      { kind: "child", target_id: next },
    ]);
  });
});

describe("489: an old session comes back as snapshots and windows", () => {
  it("the newest first, older ones by cursor, and what a reader missed after its last place", async () => {
    const store = openMemoryStore();
    const before = await testRuntime({ store });
    const { run } = await before.ask("Long ago");
    const { session_id, thread_id } = run;
    const acknowledged = (await perform(getThreadRead, { thread_id }, before.services)).cursor;
    const { run: last } = await before.ask("Later", { session_id });

    const { services } = await testRuntime({ store });
    const thread = await perform(getThreadRead, { thread_id, limit: 1 }, services);
    const newest = await perform(getSession, { session_id, limit: 1 }, services);
    const window = { session_id, limit: 1, before: newest.history_cursor };
    const older = await perform(getSession, window, services);
    const back = await perform(resumeThread, { thread_id, acknowledged }, services);

    expect(thread.last_outcome?.run_id).toBe(last.run_id);
    expect(thread.turns.map(({ run_id }) => run_id)).toEqual([last.run_id]);
    expect(newest.runs.map(({ run_id }) => run_id)).toEqual([last.run_id]);
    expect(older.runs.map(({ run_id }) => run_id)).toEqual([run.run_id]);
    expect(older).not.toHaveProperty("history_cursor");
    expect(back.replay).toMatchObject({ state: "current", through_sequence: last.last_sequence });
  });
});

describe("490: exports hold the facts that pages and diagnostics show", () => {
  it("the events fold to the page's state, and the snapshot tells of the same work", async () => {
    const runtime = await testRuntime({ passes: WRITE, policy: { mode: "bypass" } });
    const { run } = await runtime.ask("Go");
    const { session_id, thread_id, run_id } = run;
    const state = await (await runtime.thread(run_id)).state();
    const input = { run_id, scope: "thread" };

    const { format, events } = await perform(exportReplay, input, runtime.services);
    const snapshot = await perform(exportSnapshot, { session_id }, runtime.services);
    const evidence = { snapshot: "evidence_summary", thread_id };

    if (format !== "uar-events") throw new Error(`It is ${format}`);
    expect(events.reduce(fold, emptyThread(session_id, thread_id))).toEqual(state);
    expect(snapshot).toMatchObject({
      threads: [{ status: "completed", turns: [{ runId: run_id, status: "completed" }] }],
      tasks: [{ taskId: run.task_id, status: "completed", objective: "Go" }],
    });
    expect(await dispatch("get_snapshot", evidence, runtime.services)).toMatchObject({
      replays: [{ run_id, first_sequence: run.first_sequence, last_sequence: run.last_sequence }],
    });
  });
});

describe("491: what nobody knows is said to be unknown, and not concluded", () => {
  it("in the read model and the measures of a run", async () => {
    const broken = await golden("model-broke-off");
    const [model] = readModels(broken);
    const [priced] = readModels(await golden("provider-tool"));

    expect(model?.usage).toEqual({});
    expect(model).not.toHaveProperty("cost");
    expect(runMetrics(broken)).not.toHaveProperty("cost");
    expect(priced?.cost).toMatchObject({ unpriced: 2 });
  });

  it.each([
    ["unknown", "tool_inventory_snapshot"],
    ["unknown", "context_boundary_snapshot"],
    ["unknown", "execution_environment_snapshot"],
    ["unknown", "routing_limit_summary"],
    ["unavailable", "benchmark_summary"],
    ["unavailable", "channel_summary"],
  ])("as %s in the %s of a thread in which nothing has run", async (state, snapshot) => {
    const { services } = await testRuntime();
    const { thread_id } = await perform(createSession, {}, services);

    const answer = await dispatch("get_snapshot", { snapshot, thread_id }, services);

    expect(answer).toMatchObject({ standing: { state, reason: expect.stringMatching(/\w/) } });
  });
});

it("the table of the README names each statement of the list as its test does", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const tests = readFileSync(new URL(import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| (48\d|49[01]) \| (.+?) +\|/gm)];

  expect(rows.map(([, number]) => number).join(" ")).toBe("483 484 485 486 487 488 489 490 491");
  for (const [, number, statement] of rows) expect(tests).toContain(`"${number}: ${statement}"`);
});

import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { exportReplay } from "#runtime/control/export-replay.ts";
import { getSession } from "#runtime/control/get-session.ts";
import { getThreadRead } from "#runtime/control/get-thread-read.ts";
import { promoteQueuedTurn } from "#runtime/control/queue.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { GOLDEN_CASES } from "#runtime/replay/golden-cases.ts";
import { readModels } from "#runtime/replay/read-models.ts";
import { runReadModel } from "#runtime/state/run-read-model.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;

async function golden(name: string): Promise<readonly RuntimeEvent[]> {
  const found = GOLDEN_CASES.find((known) => known.name === name);
  if (found === undefined) throw new Error(`No golden history "${name}"`);
  return found.record();
}

/** The validation list of the specification (seed 003), a test each. */
describe("the runtime", () => {
  it("gives events stable ids, from which the read model comes back (483)", async () => {
    const runtime = await testRuntime();
    const { run, events } = await runtime.ask("Go");
    const input = { run_id: run.run_id, scope: "thread" };
    const first = await perform(exportReplay, input, runtime.services);
    const second = await perform(exportReplay, input, runtime.services);

    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    expect(second.events).toEqual(first.events);
    expect(readModels(events)).toEqual([runReadModel(run, "Go")]);
  });

  it("maps a provider's stream to the classes of model, text and reasoning (484)", async () => {
    const types = typesOf(await golden("answer-with-reasoning"));

    expect(types.filter((type) => /^(model|reasoning)\./.test(type))).toEqual([
      "model.requested",
      "reasoning.delta",
      "model.delta",
      "model.completed",
    ]);
  });

  it("keeps what a call was given, gave, failed with and was judged by (485)", async () => {
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

  it("goes on after a question only when respond_action answers it (486)", async () => {
    const runtime = await testRuntime({ passes: WRITE });
    const { run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const action_id = run.approvals[0]?.action_id ?? "";

    await runtime.submit("Meanwhile", { session_id: run.session_id });
    const waiting = await runtime.reaches(run_id, () => true);
    await perform(respondAction, { action_id, decision: "allow_once" }, runtime.services);
    const { run: ended } = await runtime.ended(run_id);

    expect(waiting.status).toBe("waiting_permission");
    expect(ended.status).toBe("completed");
  });

  it("says each change of the queue, and keeps it over a restart (487)", async () => {
    const store = openMemoryStore();
    const runtime = await testRuntime({ store, passes: WRITE });
    const first = await runtime.submit("One");
    await runtime.reaches(first.run_id, ({ status }) => status === "waiting_permission");
    const { session_id } = first;
    const second = await runtime.submit("Two", { session_id });
    const third = await runtime.submit("Three", { session_id });
    await perform(promoteQueuedTurn, { queued_turn_id: third.turn_id }, runtime.services);
    await runtime.services.queue.drain();

    const after = await testRuntime({ store, passes: WRITE });
    const thread = await after.thread(first.run_id);
    const events = (await thread.log.read(0)).map(({ event }) => event);

    expect((await thread.state()).queue).toEqual([third.turn_id, second.turn_id]);
    expect(payloadsOf(events, "queue.changed").map(({ change }) => change)).toEqual([
      "queued",
      "queued",
      "promoted",
    ]);
  });

  it("keeps a task and its attempts over a restart (488)", async () => {
    const events = await golden("restarted-during-read");
    const attempts = payloadsOf(events, "task.attempt.started").map(({ attempt }) => attempt);

    expect(attempts).toEqual([1, 2]);
    expect(payloadsOf(events, "task.completed")).toHaveLength(1);
    const tasks = events.flatMap(({ task_id }) => task_id ?? []);
    expect(new Set(tasks).size).toBe(1);
  });

  it("gives an old session back as snapshots and windows of its turns (489)", async () => {
    const store = openMemoryStore();
    const before = await testRuntime({ store });
    const { run } = await before.ask("Long ago");
    const { session_id, thread_id } = run;
    const { run: last } = await before.ask("Later", { session_id });

    const { services } = await testRuntime({ store });
    const thread = await perform(getThreadRead, { thread_id }, services);
    const newest = await perform(getSession, { session_id, limit: 1 }, services);
    const older = await perform(
      getSession,
      { session_id, limit: 1, before: newest.history_cursor },
      services,
    );

    expect(thread.last_outcome?.run_id).toBe(last.run_id);
    expect(newest.runs.map(({ run_id }) => run_id)).toEqual([last.run_id]);
    expect(older.runs.map(({ run_id }) => run_id)).toEqual([run.run_id]);
  });

  it("exports the facts that the page shows, and no others (490)", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("Go");
    const thread = await runtime.thread(run.run_id);
    const input = { run_id: run.run_id, scope: "thread" };

    const { events } = await perform(exportReplay, input, runtime.services);

    expect(events).toEqual((await thread.log.read(0)).map(({ event }) => event));
  });

  it("leaves out what nobody knows, and counts it as unknown (491)", async () => {
    const [model] = readModels(await golden("model-broke-off"));
    const [priced] = readModels(await golden("provider-tool"));

    expect(model?.usage).toEqual({});
    expect(model).not.toHaveProperty("cost");
    expect(priced?.cost).toMatchObject({ unpriced: 2 });
  });
});

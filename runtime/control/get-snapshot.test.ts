import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { getSession } from "./get-session.ts";
import { SNAPSHOT_NAMES } from "./get-snapshot.ts";
import { createSession } from "./sessions.ts";
import { HoldingDriver } from "./testing/holding-driver.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

/** A thread whose run waits for a person, in a process that works on it. */
async function waitingThread(store = openMemoryStore()) {
  const runtime = await testRuntime({ passes: WRITE, store });
  const { run_id, thread_id } = await runtime.submit("Write");
  await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
  return { runtime, thread_id, run_id };
}

describe("get_snapshot", () => {
  it("has all fourteen read models of seed 003", () => {
    expect(SNAPSHOT_NAMES).toHaveLength(14);
  });

  it.each(SNAPSHOT_NAMES)(
    "%s names itself, its place in the log and its standing",
    async (snapshot) => {
      const store = openMemoryStore();
      const { thread_id } = await waitingThread(store);
      const runtime = await testRuntime({ store });
      const { sequence } = await (await runtime.thread(thread_id)).state();

      const answer = await dispatch("get_snapshot", { snapshot, thread_id }, runtime.services);

      expect(answer).toMatchObject({ snapshot, thread_id, through_sequence: sequence });
      expect(answer).toHaveProperty("standing.state");
    },
  );

  it.each(SNAPSHOT_NAMES)(
    "F10 snapshot-optional: %s is the same when it is folded anew",
    async (snapshot) => {
      const store = openMemoryStore();
      const before = await testRuntime({ passes: WRITE, store, policy: { mode: "bypass" } });
      const { thread_id, run_id } = await before.submit("Write");
      await before.ended(run_id);
      await before.services.queue.drain();
      const ask = { snapshot, thread_id };

      const warm = await dispatch("get_snapshot", ask, before.services);
      const cold = await dispatch("get_snapshot", ask, (await testRuntime({ store })).services);

      expect(cold).toEqual(warm);
    },
  );

  it.each([
    ["thread_read_model", { standing: { state: "blocked" }, status: "waiting_permission" }],
    ["permission_sandbox_summary", { pending: [{ tool: "write" }], sandbox: { state: "unknown" } }],
    ["execution_environment_snapshot", { standing: { state: "unknown" }, active_processes: [] }],
    ["routing_limit_summary", { standing: { state: "current" }, quota: { state: "unknown" } }],
    ["artifact_checkpoint_summary", { artifacts: [], validation: { state: "unknown" } }],
    ["evidence_summary", { replays: [{ complete: false }], reviews: { state: "unknown" } }],
    ["context_boundary_snapshot", { context: { message_count: 0 }, missing: [] }],
    ["tool_inventory_snapshot", { tools: [{ name: "read" }, { name: "write" }] }],
    ["subagent_job_summary", { standing: { state: "unavailable" } }],
    ["benchmark_summary", { standing: { state: "unavailable" } }],
    ["channel_summary", { standing: { state: "unavailable" } }],
  ])("%s tells what is known of a run that waits, and no more", async (snapshot, known) => {
    const { runtime, thread_id } = await waitingThread();

    const answer = await dispatch("get_snapshot", { snapshot, thread_id }, runtime.services);

    expect(answer).toMatchObject(known);
  });

  it.each(["thread_read_model", "queue_snapshot", "session_snapshot", "task_snapshot"])(
    "%s is stale where a former process left a run open and nobody works on it",
    async (snapshot) => {
      const store = openMemoryStore();
      const { thread_id, run_id } = await waitingThread(store);
      const { services } = await testRuntime({ store });

      const answer = await dispatch("get_snapshot", { snapshot, thread_id }, services);

      expect(answer).toMatchObject({
        standing: { state: "stale", reason: expect.stringContaining(run_id) },
      });
    },
  );

  it("knows nothing of the status of a session without a turn", async () => {
    const { services } = await testRuntime();
    const { session_id, thread_id } = await perform(createSession, {}, services);

    expect(await dispatch("get_session", { session_id }, services)).toMatchObject({
      status: "unknown",
      runs: [],
      threads: [thread_id],
    });
  });
});

describe("cursor windows", () => {
  it("give a long session page by page, oldest last, without a gap or a repetition", async () => {
    const runtime = await testRuntime({ driver: new HoldingDriver() });
    const { session_id } = (await runtime.ask("0")).run;
    for (const text of ["1", "2", "3", "4"]) await runtime.ask(text, { session_id });

    const seen: string[] = [];
    let before: string | undefined;
    do {
      const ask = { session_id, limit: 2, ...(before !== undefined && { before }) };
      const page = await perform(getSession, ask, runtime.services);
      seen.unshift(...page.runs.map(({ text }) => text));
      before = page.history_cursor;
    } while (before !== undefined);

    expect(seen).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("refuse a cursor that names no turn", async () => {
    const runtime = await testRuntime();
    const { session_id } = await runtime.submit("Hello");

    const answer = dispatch("get_session", { session_id, before: "t_none" }, runtime.services);

    await expect(answer).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("t_none"),
    });
  });
});

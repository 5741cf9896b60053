import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { SNAPSHOT_NAMES, type SnapshotName } from "./get-snapshot.ts";
import { createSession } from "./sessions.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

const SOME_WORDS: unknown = expect.stringMatching(/\w/);

type Place = readonly [runtime: TestRuntime, thread_id: string];

/** How a thread may stand, and who looks at it. */
const SITUATIONS = {
  "nothing has run": async (): Promise<Place> => {
    const runtime = await testRuntime();
    const { thread_id } = await perform(createSession, {}, runtime.services);
    return [runtime, thread_id];
  },
  "a person is asked": async (): Promise<Place> => asking(openMemoryStore()),
  "a former process left a run open": async (): Promise<Place> => {
    const store = openMemoryStore();
    const [, thread_id] = await asking(store);
    return [await testRuntime({ store }), thread_id];
  },
  "all has ended": async (): Promise<Place> => {
    const runtime = await testRuntime({ passes: WRITE, policy: { mode: "bypass" } });
    const { run } = await runtime.ask("Write");
    await runtime.services.queue.drain();
    return [runtime, run.thread_id];
  },
} as const;

async function asking(store: ReturnType<typeof openMemoryStore>): Promise<Place> {
  const runtime = await testRuntime({ passes: WRITE, store });
  const { run_id, thread_id } = await runtime.submit("Write");
  await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
  return [runtime, thread_id];
}

const OF_THE_WORK = ["current", "blocked", "stale", "current"] as const;
const OF_A_RUN = ["unknown", "current", "current", "current"] as const;
const NEVER_TOLD = ["unknown", "unknown", "unknown", "unknown"] as const;
const NO_SERVICE = ["unavailable", "unavailable", "unavailable", "unavailable"] as const;

/** What each read model says of itself in each situation, in their order. */
const STANDINGS: Readonly<Record<SnapshotName, readonly string[]>> = {
  session_snapshot: OF_THE_WORK,
  thread_read_model: OF_THE_WORK,
  tool_inventory_snapshot: OF_A_RUN,
  queue_snapshot: OF_THE_WORK,
  task_snapshot: OF_THE_WORK,
  context_boundary_snapshot: OF_A_RUN,
  artifact_checkpoint_summary: OF_THE_WORK,
  evidence_summary: OF_THE_WORK,
  permission_sandbox_summary: OF_THE_WORK,
  execution_environment_snapshot: NEVER_TOLD,
  routing_limit_summary: OF_A_RUN,
  subagent_job_summary: OF_THE_WORK,
  benchmark_summary: NO_SERVICE,
  channel_summary: NO_SERVICE,
};

function standing(snapshot: SnapshotName, [runtime, thread_id]: Place): Promise<unknown> {
  return dispatch("get_snapshot", { snapshot, thread_id }, runtime.services);
}

describe.each(Object.entries(SITUATIONS))("where %s", (situation, make) => {
  it.each(SNAPSHOT_NAMES)(
    "%s says how far it can be trusted, and why not further",
    async (name) => {
      const state = STANDINGS[name][Object.keys(SITUATIONS).indexOf(situation)];

      const answer = await standing(name, await make());

      const why = state === "current" ? {} : { reason: SOME_WORDS };
      expect(answer).toMatchObject({ standing: { state, ...why } });
    },
  );
});

it("says blocked of routing where no model can be asked, in the words of the obstacle", async () => {
  const [runtime, thread_id] = await SITUATIONS["all has ended"]();
  const thread = await runtime.thread(thread_id);
  const run_id = (await thread.state()).turns[0]?.run_id ?? "";
  const payload = { reason: "No key for openai", candidate_count: 0 };
  await thread.append([{ type: "routing.not_possible", run_id, payload }]);

  expect(await standing("routing_limit_summary", [runtime, thread_id])).toMatchObject({
    standing: { state: "blocked", reason: "No key for openai" },
  });
});

it("says stale of an environment whose commands nobody holds any more, and current once they ended", async () => {
  const [runtime, thread_id] = await SITUATIONS["all has ended"]();
  const thread = await runtime.thread(thread_id);
  const run_id = (await thread.state()).turns[0]?.run_id ?? "";
  const process_id = "p_1";
  const started = { process_id, command: ["sleep", "9"], cwd: "/" };
  await thread.append([{ type: "process.started", run_id, payload: started }]);

  const open = await standing("execution_environment_snapshot", [runtime, thread_id]);
  const exit = { process_id, exit_code: 0, duration_ms: 1 };
  await thread.append([{ type: "process.completed", run_id, payload: exit }]);
  const ended = await standing("execution_environment_snapshot", [runtime, thread_id]);

  expect(open).toMatchObject({ standing: { state: "stale" }, active_processes: [{ process_id }] });
  expect(ended).toMatchObject({ standing: { state: "current" }, active_processes: [] });
});

it("names what ran into the walls, with the event that tells of it", async () => {
  const [runtime, thread_id] = await SITUATIONS["all has ended"]();
  const thread = await runtime.thread(thread_id);
  const run_id = (await thread.state()).turns[0]?.run_id ?? "";
  const payload = { operation: "write", target: "/etc/hosts", outcome: "blocked" } as const;
  const [event] = await thread.append([{ type: "sandbox.violation", run_id, payload }]);

  expect(await standing("permission_sandbox_summary", [runtime, thread_id])).toMatchObject({
    violations: 1,
    violation_refs: [{ event_id: event?.event_id, run_id, ...payload }],
  });
});

it("tells of trials once events tell of them, though none is run here", async () => {
  const [runtime, thread_id] = await SITUATIONS["nothing has run"]();
  const thread = await runtime.thread(thread_id);
  const benchmark = { dataset_id: "flaky", trial_id: "trial_1" };
  await thread.append([{ type: "benchmark.trial.started", payload: { benchmark } }]);

  expect(await standing("benchmark_summary", [runtime, thread_id])).toMatchObject({
    standing: { state: "current" },
    trials: [{ trial_id: "trial_1", status: "running" }],
    has_more: false,
  });
});

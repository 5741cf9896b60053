import { z } from "zod";

import { absentSnapshot } from "#runtime/state/snapshots/absent-services.ts";
import { inSession } from "#runtime/state/session-summary.ts";
import { artifactCheckpointSummary } from "#runtime/state/snapshots/artifact-checkpoint-summary.ts";
import { benchmarkSummary } from "#runtime/state/snapshots/benchmark-summary.ts";
import { contextBoundarySnapshot } from "#runtime/state/snapshots/context-boundary-snapshot.ts";
import { evidenceSummary } from "#runtime/state/snapshots/evidence-summary.ts";
import { executionEnvironmentSnapshot } from "#runtime/state/snapshots/execution-environment-snapshot.ts";
import { permissionSandboxSummary } from "#runtime/state/snapshots/permission-sandbox-summary.ts";
import { queueSnapshot } from "#runtime/state/snapshots/queue-snapshot.ts";
import { routingLimitSummary } from "#runtime/state/snapshots/routing-limit-summary.ts";
import { sessionSnapshot } from "#runtime/state/snapshots/session-snapshot.ts";
import type { Observed, SnapshotHead } from "#runtime/state/snapshots/snapshot.ts";
import { subagentJobSummary } from "#runtime/state/snapshots/subagent-job-summary.ts";
import { taskSnapshot } from "#runtime/state/snapshots/task-snapshot.ts";
import { threadReadModel } from "#runtime/state/snapshots/thread-read-model.ts";
import { toolInventorySnapshot } from "#runtime/state/snapshots/tool-inventory-snapshot.ts";
import type { PageAsk } from "#runtime/state/snapshots/page.ts";
import type { ThreadSummary } from "#runtime/state/summary.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { command } from "./command.ts";
import { requireRoot, requireThread } from "./find-thread.ts";
import { threadsOf } from "./list-branches.ts";
import { observe } from "./observed.ts";
import { requireTasks, requireWindow, Window } from "./window.ts";

type Build = (
  state: ThreadState,
  observed: Observed,
  ask: PageAsk,
  branches: readonly ThreadSummary[],
) => SnapshotHead<string>;

/** The read models of seed 003, each a pure function of the log's fold and of what is seen beside it. */
const SNAPSHOTS = {
  session_snapshot: (state, seen, ask, branches) =>
    sessionSnapshot(state, seen, requireWindow(state, ask), branches),
  thread_read_model: (state, seen, ask) => threadReadModel(state, seen, requireWindow(state, ask)),
  tool_inventory_snapshot: toolInventorySnapshot,
  queue_snapshot: queueSnapshot,
  task_snapshot: (state, seen, ask) => taskSnapshot(state, seen, requireTasks(state, ask)),
  context_boundary_snapshot: contextBoundarySnapshot,
  artifact_checkpoint_summary: artifactCheckpointSummary,
  evidence_summary: (state, seen, ask) => evidenceSummary(state, seen, requireWindow(state, ask)),
  permission_sandbox_summary: permissionSandboxSummary,
  execution_environment_snapshot: executionEnvironmentSnapshot,
  routing_limit_summary: routingLimitSummary,
  subagent_job_summary: subagentJobSummary,
  benchmark_summary: benchmarkSummary,
  channel_summary: (state, seen) => absentSnapshot("channel_summary", state, seen),
} as const satisfies Record<string, Build>;

export type SnapshotName = keyof typeof SNAPSHOTS;

/** In the order of seed 003. */
export const SNAPSHOT_NAMES = Object.keys(SNAPSHOTS) as SnapshotName[];

export const getSnapshot = command({
  name: "get_snapshot",
  description:
    "One of the read models of a thread; it says what is unknown, unavailable, stale or blocked",
  kind: "read",
  input: z.strictObject({
    snapshot: z.enum(SNAPSHOT_NAMES),
    thread_id: z.string().min(1),
    ...Window.shape,
  }),
  async run({ snapshot, thread_id, ...window }, services): Promise<SnapshotHead<string>> {
    const thread = await requireThread(services, "thread", thread_id);
    const root = await requireRoot(services, thread.session_id);
    const state = inSession(await thread.state(), await root.state());
    const build: Build = SNAPSHOTS[snapshot];
    const branches = await threadsOf(thread.session_id, services);
    return build(state, observe(thread, services), window, branches);
  },
});

export const getExecutionEnvironment = command({
  name: "get_execution_environment",
  description: "Where a thread's commands run, within which walls, and which run now",
  kind: "read",
  input: z.strictObject({ thread_id: z.string().min(1), session_id: z.string().exactOptional() }),
  async run({ thread_id }, services) {
    const thread = await requireThread(services, "thread", thread_id);
    return executionEnvironmentSnapshot(await thread.state(), observe(thread, services));
  },
});

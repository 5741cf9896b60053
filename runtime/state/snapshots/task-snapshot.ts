import type { TaskEdge, TaskState, TaskStatus } from "#runtime/state/task-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Page } from "./page.ts";
import { headOf, type Observed, type SnapshotHead, type Untold, unknown } from "./snapshot.ts";
import {
  statusOfTask,
  taskRecord,
  type TaskRecord,
  taskScope,
  type TaskScope,
} from "./task-record.ts";
import type { HistoryCursors } from "./turn-window.ts";

/** Edges that a snapshot holds at most; the newest count. */
const MAX_EDGES = 1_000;

/** `task_snapshot` of seed 003: a page of a thread's tasks, and how all of them stand together. */
export interface TaskSnapshot extends SnapshotHead<"task_snapshot">, HistoryCursors {
  readonly tasks: readonly TaskRecord[];
  readonly counts: {
    readonly open: number;
    readonly ended: number;
    readonly by_status: Readonly<Partial<Record<TaskStatus, number>>>;
  };
  /** What cannot go on, and what it waits for. */
  readonly blocked_tasks: readonly BlockedTask[];
  readonly graph: TaskGraph | Untold;
}

interface BlockedTask {
  readonly task_id: string;
  readonly blockers: readonly string[];
  /** Questions that a person has to answer. */
  readonly action_ids: readonly string[];
}

interface TaskGraph {
  readonly edges: readonly (TaskEdge & { readonly task_id: string })[];
  /** Whether older edges were left out. */
  readonly has_more: boolean;
}

export function taskSnapshot(
  state: ThreadState,
  observed: Observed,
  { items, ...cursors }: Page<TaskState>,
): TaskSnapshot {
  const scope = taskScope(state, observed);
  const tasks = items.map((task) => taskRecord(task, scope));
  return {
    ...headOf("task_snapshot", state, observed),
    tasks,
    counts: counts(scope),
    blocked_tasks: tasks.flatMap((task) => blocked(task, scope)),
    graph: graph(state),
    ...cursors,
  };
}

const ENDED: ReadonlySet<TaskStatus> = new Set([
  "completed",
  "failed",
  "cancelled",
  "timed_out",
  "lost",
  "archived",
]);

function counts(scope: TaskScope): TaskSnapshot["counts"] {
  const statuses = scope.state.tasks.map((task) => statusOfTask(task, scope));
  const ended = statuses.filter((status) => ENDED.has(status)).length;
  const by_status: Partial<Record<TaskStatus, number>> = {};
  for (const status of statuses) by_status[status] = (by_status[status] ?? 0) + 1;
  return { open: statuses.length - ended, ended, by_status };
}

function blocked(
  { task_id, turn_id, blockers }: TaskRecord,
  { runs }: TaskScope,
): readonly BlockedTask[] {
  const open =
    runs.get(turn_id ?? "")?.approvals.filter(({ decision }) => decision === undefined) ?? [];
  if (blockers.length === 0 && open.length === 0) return [];
  return [{ task_id, blockers, action_ids: open.map(({ action_id }) => action_id) }];
}

function graph({ tasks }: ThreadState): TaskGraph | Untold {
  const edges = tasks.flatMap(({ task_id, edges: own }) =>
    own.map((edge) => ({ task_id, ...edge })),
  );
  if (edges.length === 0) return unknown("No event of this thread links its tasks");
  return { edges: edges.slice(-MAX_EDGES), has_more: edges.length > MAX_EDGES };
}

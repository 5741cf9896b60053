import type { Json, Usage } from "#runtime/event/shared.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import {
  blockersOf,
  parentOf,
  rootOf,
  type TaskGraph,
  taskGraph,
} from "#runtime/state/task-graph.ts";
import type {
  AttemptStatus,
  TaskAttemptState,
  TaskEdge,
  TaskState,
  TaskStatus,
} from "#runtime/state/task-state.ts";
import { taskStatus } from "#runtime/state/task-status.ts";
import type { RunState, RunStatus, ThreadState } from "#runtime/state/thread-state.ts";
import { type Observed, type Untold, unknown } from "./snapshot.ts";

/** One execution of a task, as the Agent Runtime draft records it. */
export interface TaskAttempt {
  readonly attempt_id: string;
  readonly run_id?: string;
  /** Which try it is, from 1. */
  readonly attempt_count: number;
  /** The newest attempt stands as its task does, as long as its run is open. */
  readonly status: AttemptStatus | TaskStatus;
  readonly worker?: { readonly agent: string; readonly model: string };
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly downtime_ms?: number;
  readonly usage?: Usage;
  readonly last_error?: TaskAttemptState["last_error"];
  readonly will_retry?: boolean;
}

/** A task, as the Agent Runtime draft records it. What no fact of this runtime tells stands in `untold`. */
export interface TaskRecord {
  readonly task_id: string;
  readonly parent_task_id?: string;
  readonly root_task_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  /** The newest turn in which it was tried. */
  readonly turn_id?: string;
  readonly title?: string;
  readonly objective: string | Untold;
  readonly task_kind?: string;
  readonly visibility: "foreground" | Untold;
  readonly status: TaskStatus;
  /** What the newest run says of itself. */
  readonly native_status?: RunStatus;
  readonly status_reason?: string;
  readonly assignee?: string;
  /** The rules that its newest run works under. */
  readonly constraints?: Json;
  readonly task_profile?: TaskState["profile"];
  readonly acceptance?: readonly string[];
  readonly progress?: TaskState["progress"];
  /** The run that is open now. */
  readonly current_run_id?: string;
  readonly attempts: readonly TaskAttempt[];
  readonly relationships: readonly TaskEdge[];
  /** Tasks of its thread that have to be completed first. */
  readonly blockers: readonly string[];
  readonly artifacts: readonly string[];
  readonly evidence_refs: readonly string[];
  readonly last_error?: TaskState["last_error"];
  /** Whether what the task made reached whoever asked for it. */
  readonly delivery: Untold;
  readonly created_at: string;
  readonly updated_at: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  /** Fields of the draft that nothing here tells. */
  readonly untold: readonly string[];
}

const UNTOLD = [
  "task_family",
  "priority",
  "requested_by",
  "owner",
  "attempts.input_refs",
  "attempts.output_refs",
  "attempts.checkpoint_refs",
  "attempts.retry_policy",
];

/** What the records of a thread's tasks are made from, put together once for all of them. */
export interface TaskScope {
  readonly state: ThreadState;
  readonly observed: Observed;
  readonly graph: TaskGraph;
  readonly runs: ReadonlyMap<string, RunState>;
}

export function taskScope(state: ThreadState, observed: Observed): TaskScope {
  const runs = new Map(state.turns.map(({ turn_id, run }) => [turn_id, run]));
  return { state, observed, graph: taskGraph(state.tasks), runs };
}

/** How a task of a thread stands. */
export function statusOfTask(task: TaskState, scope: TaskScope): TaskStatus {
  const { state, observed, graph } = scope;
  const run = runOf(task, scope);
  const queued = run !== undefined && state.queue.includes(run.turn_id);
  const hindered = blockersOf(task.task_id, graph).length > 0;
  return taskStatus(task, run, { queued, working: observed.working, hindered });
}

/** The record of one task of a thread. */
export function taskRecord(task: TaskState, scope: TaskScope): TaskRecord {
  const { task_id, turn_ids, created_at, updated_at, started_at, ended_at } = task;
  const { state, graph } = scope;
  const run = runOf(task, scope);
  const turn_id = turn_ids.at(-1);
  const status = statusOfTask(task, scope);
  const parent = parentOf(task_id, graph);
  const relationships = graph.edges.get(task_id) ?? [];
  return {
    task_id,
    ...(parent !== undefined && { parent_task_id: parent }),
    root_task_id: rootOf(task_id, graph),
    session_id: state.session_id,
    thread_id: state.thread_id,
    ...(turn_id !== undefined && { turn_id }),
    ...describedAs(task),
    objective: task.objective ?? unknown("No event says what the task wants to reach"),
    visibility: turn_id === undefined ? unknown("Nobody has started the task") : "foreground",
    status,
    ...(run !== undefined && runFields(run, task)),
    attempts: task.attempts.map((attempt, index) => {
      const isNow = index === task.attempts.length - 1 && isAttemptOf(run, attempt);
      return attemptRecord(attempt, index, isNow ? status : attempt.status);
    }),
    relationships,
    blockers: blockersOf(task_id, graph),
    artifacts: targets(relationships, "produced_artifact"),
    evidence_refs: targets(relationships, "evidence"),
    delivery: unknown("Readers do not say what has reached them"),
    created_at,
    updated_at,
    ...(started_at !== undefined && { started_at }),
    ...(ended_at !== undefined && { ended_at }),
    untold: UNTOLD,
  };
}

/** The run of the newest turn in which a task was tried. */
function runOf({ turn_ids }: TaskState, { runs }: TaskScope): RunState | undefined {
  return runs.get(turn_ids.at(-1) ?? "");
}

/** What was said of a task itself. */
function describedAs({
  title,
  assignee,
  acceptance,
  profile,
  progress,
  last_error,
  reason,
}: TaskState) {
  return {
    ...(title !== undefined && { title }),
    ...(assignee !== undefined && { assignee }),
    ...(acceptance !== undefined && { acceptance }),
    ...(profile !== undefined && { task_kind: profile.kind, task_profile: profile }),
    ...(progress !== undefined && { progress }),
    ...(last_error !== undefined && { last_error }),
    ...(reason !== undefined && { status_reason: reason }),
  };
}

/** What its newest run tells of a task. */
function runFields({ run_id, status, agent, context }: RunState, { assignee }: TaskState) {
  const isOpen = status !== "queued" && !isTerminal(status);
  return {
    native_status: status,
    ...(assignee === undefined && agent !== "" && { assignee: agent }),
    ...(context?.settings !== undefined && { constraints: context.settings }),
    ...(isOpen && { current_run_id: run_id }),
  };
}

function isAttemptOf(run: RunState | undefined, { run_id }: TaskAttemptState): boolean {
  return run !== undefined && run.run_id === run_id && !isTerminal(run.status);
}

function attemptRecord(
  { agent, model, ...attempt }: TaskAttemptState,
  index: number,
  status: TaskAttempt["status"],
): TaskAttempt {
  return {
    ...attempt,
    attempt_count: index + 1,
    status,
    ...(agent !== undefined && model !== undefined && { worker: { agent, model } }),
  };
}

function targets(edges: readonly TaskEdge[], kind: TaskEdge["kind"]): readonly string[] {
  return edges.filter((edge) => edge.kind === kind).map(({ target_id }) => target_id);
}

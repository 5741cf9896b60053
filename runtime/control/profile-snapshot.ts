import type { VerificationOutcome } from "#runtime/event/artifact.ts";
import { PROFILE_VERSION } from "#runtime/event/export-profile.ts";
import { activeRun } from "#runtime/state/run-queries.ts";
import { type Observed, statusOf } from "#runtime/state/snapshots/snapshot.ts";
import { taskRecord, taskScope } from "#runtime/state/snapshots/task-record.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { WorkStatus } from "#runtime/state/work-status.ts";
import { profileTask, type ProfileTask } from "./profile-task.ts";

/** Turns, and tasks, of one thread that a document holds at most; the newest count. */
const MAX_ITEMS = 100;

/** One thread of a session, and what is seen of it beside its log. */
export interface SeenThread {
  readonly state: ThreadState;
  readonly observed: Observed;
}

/**
 * A session as the published profile's snapshot: camelCase, and only what our facts tell. What they
 * do not tell is left out, or has the profile's own word for it.
 */
export interface ProfileSnapshot {
  readonly schemaVersion: typeof PROFILE_VERSION;
  readonly runtimeId: string;
  readonly sessionId: string;
  readonly updatedAt: string;
  readonly threads: readonly ProfileThread[];
  readonly tasks: readonly ProfileTask[];
  readonly taskSummary: Readonly<Record<"active" | "completed" | "failed", number>>;
  readonly routingLimitSummary: object;
  readonly telemetrySummary: {
    readonly traceIds: readonly string[];
    readonly joinStatus: "joined" | "missing_correlation";
  };
  readonly evidenceRefs: readonly string[];
  readonly historySummary: { readonly truncated: boolean };
}

/** The profile's word for how a thread stands. */
type ThreadWord =
  | "idle"
  | "queued"
  | "running"
  | "blocked"
  | "completed"
  | "failed"
  | "cancelled"
  | "stale"
  | "unknown";

interface ProfileThread {
  readonly threadId: string;
  readonly status: ThreadWord;
  readonly activeTurnId?: string;
  readonly turns: readonly ProfileTurn[];
  readonly pendingRequests: readonly object[];
  readonly queuedTurns: readonly object[];
  readonly incidents: readonly object[];
  readonly evidenceSummary: {
    readonly evidenceRefs: readonly string[];
    readonly verificationOutcomes: readonly VerificationOutcome[];
  };
}

interface ProfileTurn {
  readonly turnId: string;
  readonly status: WorkStatus;
  readonly taskId?: string;
  readonly runId?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

/** Puts the threads of one session together. The first one gives the session its name. */
export function toProfileSnapshot(
  [main, ...others]: readonly [SeenThread, ...SeenThread[]],
  runtimeId: string,
): ProfileSnapshot {
  const threads = [main, ...others];
  const states = threads.map(({ state }) => state);
  const tasks = threads.flatMap(tasksOf);
  const turns = states.flatMap((state) => state.turns);
  const traceIds = turns.flatMap(({ trace_id }) => trace_id ?? []);
  const isJoined = turns.length > 0 && traceIds.length === turns.length;
  return {
    schemaVersion: PROFILE_VERSION,
    runtimeId,
    sessionId: main.state.session_id,
    updatedAt:
      states
        .map(({ updated_at }) => updated_at)
        .toSorted()
        .at(-1) ?? "",
    threads: threads.map(profileThread),
    tasks,
    taskSummary: {
      active: tasks.filter(({ status }) => !ENDED.has(status)).length,
      completed: tasks.filter(({ status }) => status === "completed").length,
      failed: tasks.filter(({ status }) => FAILED.has(status)).length,
    },
    routingLimitSummary: routing(turns),
    telemetrySummary: {
      traceIds: [...new Set(traceIds)],
      joinStatus: isJoined ? "joined" : "missing_correlation",
    },
    evidenceRefs: states.flatMap(({ evidence }) => evidence.map(({ evidence_id }) => evidence_id)),
    historySummary: {
      truncated: states.some((state) => {
        return state.turns.length > MAX_ITEMS || state.tasks.length > MAX_ITEMS;
      }),
    },
  };
}

const FAILED: ReadonlySet<string> = new Set(["failed", "timed_out", "lost"]);
const ENDED: ReadonlySet<string> = new Set([...FAILED, "completed", "cancelled", "archived"]);

function tasksOf({ state, observed }: SeenThread): readonly ProfileTask[] {
  const scope = taskScope(state, observed);
  return state.tasks.slice(-MAX_ITEMS).map((task) => profileTask(taskRecord(task, scope)));
}

function profileThread({ state, observed }: SeenThread): ProfileThread {
  const { thread_id, turns, queue, evidence } = state;
  const active = activeRun(state);
  const shown = active ?? turns.at(-1)?.run;
  const status = shown === undefined ? "idle" : THREAD_WORDS[statusOf(shown, state, observed)];
  return {
    threadId: thread_id,
    status,
    ...(active !== undefined && { activeTurnId: active.turn_id }),
    turns: turns.slice(-MAX_ITEMS).map((turn) => profileTurn(turn, { state, observed })),
    pendingRequests: turns.flatMap(pendingRequests),
    queuedTurns: queue.map((turnId, position) => ({ turnId, position })),
    incidents: turns.flatMap(incidents).slice(-MAX_ITEMS),
    evidenceSummary: {
      evidenceRefs: evidence.map(({ evidence_id }) => evidence_id),
      verificationOutcomes: evidence.flatMap((known) => known.verification_outcomes ?? []),
    },
  };
}

/** A turn with its task and its newest run, which one of another runtime names apart from the turn. */
function profileTurn(turn: TurnState, { state, observed }: SeenThread): ProfileTurn {
  const { turn_id, run } = turn;
  const task = state.tasks.findLast(({ turn_ids }) => turn_ids.includes(turn_id));
  const run_id = task?.attempts.at(-1)?.run_id;
  return {
    turnId: turn_id,
    status: statusOf(run, state, observed),
    ...(task !== undefined && { taskId: task.task_id }),
    ...(run_id !== undefined && { runId: run_id }),
    ...(run.started_at !== undefined && { startedAt: run.started_at }),
    ...(run.ended_at !== undefined && { completedAt: run.ended_at }),
  };
}

function pendingRequests({ run }: TurnState): readonly object[] {
  return run.approvals
    .filter(({ decision }) => decision === undefined)
    .map(({ action_id, tool, prompt, decisions, expires_at }) => ({
      actionId: action_id,
      actionType: "tool_permission",
      toolName: tool,
      prompt,
      decisions,
      ...(expires_at !== undefined && { expiresAt: expires_at }),
    }));
}

function incidents({ run: { run_id, status, error, ended_at } }: TurnState): readonly object[] {
  if (error === undefined || ended_at === undefined) return [];
  return [{ runId: run_id, status, at: ended_at, code: error.code, message: error.message }];
}

/** What the newest run that asked a model was offered, and took. */
function routing(turns: readonly TurnState[]): object {
  const told = turns.findLast(({ run }) => run.routing !== undefined)?.run.routing;
  if (told === undefined) return { status: "unknown" };
  const eligible = told.candidates.filter((candidate) => candidate.eligible);
  return {
    candidateCount: told.candidates.length,
    singleCandidate: eligible.length === 1,
    ...(told.decision !== undefined && { selectedModel: told.decision.model }),
    ...(told.problem !== undefined && { status: "blocked", reason: told.problem.message }),
  };
}

const THREAD_WORDS: Readonly<Record<WorkStatus, ThreadWord>> = {
  accepted: "queued",
  queued: "queued",
  preparing: "running",
  running: "running",
  streaming: "running",
  retrying: "running",
  waiting_input: "blocked",
  waiting_permission: "blocked",
  waiting_resource: "blocked",
  blocked: "blocked",
  completed: "completed",
  failed: "failed",
  timed_out: "failed",
  cancelled: "cancelled",
  lost: "unknown",
  stale: "stale",
};

import { answerText, isTerminal } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunStatus, TurnState } from "#runtime/state/thread-state.ts";

/** A piece of a message or an artifact. */
export type Part = { readonly mediaType?: string } & (
  | { readonly text: string }
  | { readonly data: unknown }
);

export interface Message {
  readonly messageId: string;
  readonly role: "ROLE_USER" | "ROLE_AGENT";
  readonly parts: readonly Part[];
  readonly contextId: string;
  readonly taskId: string;
}

export interface Artifact {
  readonly artifactId: string;
  readonly name: string;
  readonly parts: readonly Part[];
}

export type TaskState =
  | "TASK_STATE_SUBMITTED"
  | "TASK_STATE_WORKING"
  | "TASK_STATE_COMPLETED"
  | "TASK_STATE_FAILED"
  | "TASK_STATE_CANCELED"
  | "TASK_STATE_INPUT_REQUIRED";

export interface TaskStatus {
  readonly state: TaskState;
  readonly timestamp: string;
  readonly message?: Message;
}

/** A unit of work as A2A 1.0 has it: the task of a turn, in the state of its newest run. */
export interface Task {
  readonly id: string;
  readonly contextId: string;
  readonly status: TaskStatus;
  readonly artifacts: readonly Artifact[];
  readonly history: readonly Message[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The states that a run's statuses are. */
export const TASK_STATES = {
  queued: "TASK_STATE_SUBMITTED",
  running: "TASK_STATE_WORKING",
  waiting_permission: "TASK_STATE_INPUT_REQUIRED",
  cancelling: "TASK_STATE_WORKING",
  completed: "TASK_STATE_COMPLETED",
  failed: "TASK_STATE_FAILED",
  cancelled: "TASK_STATE_CANCELED",
  timed_out: "TASK_STATE_FAILED",
  lost: "TASK_STATE_FAILED",
} as const satisfies Record<RunStatus, TaskState>;

/** A turn as a task. */
export function taskOf(turn: TurnState): Task {
  const { task_id, turn_id, run } = turn;
  const { session_id: contextId, thread_id, run_id } = run;
  const answer = answerText(run);
  const artifacts = run.artifacts.map(({ artifact_id, title, media_type, content = "" }) =>
    artifact(artifact_id, title, [{ text: content, mediaType: media_type }]),
  );
  return {
    id: task_id,
    contextId,
    status: statusOf(turn),
    artifacts: [...(answer === "" ? [] : [answerArtifact(run_id, answer)]), ...artifacts],
    history: [
      {
        messageId: turn_id,
        role: "ROLE_USER",
        parts: [{ text: turn.text }],
        contextId,
        taskId: task_id,
      },
    ],
    metadata: { session_id: contextId, thread_id, turn_id, run_id },
  };
}

function statusOf({ task_id, submitted_at, run }: TurnState): TaskStatus {
  const waiting = waitingApprovals(run);
  const state = waiting.length > 0 ? "TASK_STATE_INPUT_REQUIRED" : TASK_STATES[run.status];
  const timestamp = run.ended_at ?? waiting.at(-1)?.at ?? run.started_at ?? submitted_at;
  const ids = { taskId: task_id, contextId: run.session_id, messageId: `${run.run_id}-status` };
  const parts = statusParts(run.error, waiting);
  if (parts.length === 0) return { state, timestamp };
  return { state, timestamp, message: { ...ids, role: "ROLE_AGENT", parts } };
}

function statusParts(
  error: { readonly message: string } | undefined,
  waiting: readonly ApprovalState[],
): readonly Part[] {
  if (error !== undefined) return [{ text: error.message }];
  return waiting.flatMap((approval) => questionParts(approval));
}

/** The calls of a run that wait for a person. */
export function waitingApprovals({
  approvals,
  status,
}: TurnState["run"]): readonly ApprovalState[] {
  if (isTerminal(status)) return [];
  return approvals.filter(({ decision }) => decision === undefined);
}

type Question = Pick<
  ApprovalState,
  "action_id" | "prompt" | "tool" | "arguments" | "decisions" | "arguments_hash" | "question"
>;

/** What a call waits for: words for a person, and what a program needs to answer. */
export function questionParts(asked: Question): readonly Part[] {
  const { action_id, prompt, tool, arguments: args, decisions, arguments_hash, question } = asked;
  const more = question !== undefined && { question };
  const data = { action_id, tool, arguments: args, arguments_hash, decisions, ...more };
  return [{ text: prompt }, { data }];
}

/** The answer's words are one artifact of the run. */
export function answerArtifact(run_id: string, text: string): Artifact {
  return artifact(`${run_id}-answer`, "Answer", [{ text }]);
}

export function artifact(artifactId: string, name: string, parts: readonly Part[]): Artifact {
  return { artifactId, name, parts };
}

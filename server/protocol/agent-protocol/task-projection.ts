import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { answerText, isTerminal, pendingApprovals } from "#runtime/state/run-queries.ts";
import type { RunState, RunStatus, ThreadState, TurnState } from "#runtime/state/thread-state.ts";

/** A file of a task: made by the agent, or given to it. */
export const ApArtifact = z.object({
  artifact_id: z.string(),
  agent_created: z.boolean(),
  file_name: z.string(),
  relative_path: z.string().nullable(),
});
export type ApArtifact = z.infer<typeof ApArtifact>;

/** A task of the Agent Protocol: a session, named by its id. */
export const ApTask = z.object({
  task_id: z.string(),
  input: z.string().nullable(),
  additional_input: z.record(z.string(), Json),
  artifacts: z.array(ApArtifact),
});
export type ApTask = z.infer<typeof ApTask>;

/** A step of the Agent Protocol: a run of that session. */
export const ApStep = z.object({
  task_id: z.string(),
  step_id: z.string(),
  name: z.string().nullable(),
  input: z.string().nullable(),
  status: z.enum(["created", "running", "completed"]),
  output: z.string().nullable(),
  additional_output: z.record(z.string(), Json),
  artifacts: z.array(ApArtifact),
  is_last: z.boolean(),
});
export type ApStep = z.infer<typeof ApStep>;

/** The session as a task; `input` is null where nobody said yet what it is for. */
export function apTask(state: ThreadState): ApTask {
  const [first] = state.tasks;
  return {
    task_id: state.session_id,
    input: first?.objective ?? null,
    additional_input: { ...first?.additional_input },
    artifacts: [...apArtifacts(state)],
  };
}

/** The runs of a session that answer, the oldest first. */
export function apSteps(state: ThreadState): readonly ApStep[] {
  return stepTurns(state).map((turn) => apStep(turn, state));
}

/** The turns that are steps: a summary of the conversation is none. */
export function stepTurns({ turns }: ThreadState): readonly TurnState[] {
  return turns.filter(({ run }) => run.kind === undefined);
}

/**
 * A run as a step. The protocol knows three words: a run that failed is completed, and its
 * `additional_output` says the status and the error; one that waits for a person says for what.
 */
export function apStep({ run, text }: TurnState, state: ThreadState): ApStep {
  const { run_id, agent, error, usage, status } = run;
  const isOver = isTerminal(status);
  const waits = pendingApprovals(state).filter(({ action_id }) => isOf(run, action_id));
  return {
    task_id: state.session_id,
    step_id: run_id,
    name: agent === "" ? null : agent,
    input: text,
    status: STEP_STATUS[status],
    output: isOver ? answerText(run) : null,
    additional_output: {
      status,
      usage: { ...usage },
      ...(error !== undefined && { error: { code: error.code, message: error.message } }),
      ...(waits.length > 0 && {
        waiting_for: waits.map(({ action_id, tool }) => ({ action_id, tool })),
      }),
    },
    artifacts: run.artifacts.map((artifact) => madeBy(artifact)),
    is_last: isOver && stepTurns(state).at(-1)?.run_id === run_id,
  };
}

function isOf({ approvals }: RunState, actionId: string): boolean {
  return approvals.some(({ action_id }) => action_id === actionId);
}

const STEP_STATUS = {
  queued: "created",
  running: "running",
  waiting_permission: "running",
  cancelling: "running",
  completed: "completed",
  failed: "completed",
  cancelled: "completed",
  timed_out: "completed",
  lost: "completed",
} as const satisfies Record<RunStatus, ApStep["status"]>;

/** What the agent made, then what it was given; each once. */
export function apArtifacts({ tasks, turns }: ThreadState): readonly ApArtifact[] {
  const made = turns.flatMap(({ run }) => run.artifacts.map(madeBy));
  const given = [...tasks, ...turns].flatMap(({ attachments = [] }) =>
    attachments.map(({ output_ref, name }) => ({
      artifact_id: output_ref,
      agent_created: false,
      file_name: name,
      relative_path: null,
    })),
  );
  return [
    ...new Map([...made, ...given].map((artifact) => [artifact.artifact_id, artifact])).values(),
  ];
}

function madeBy({ artifact_id, name }: RunState["artifacts"][number]): ApArtifact {
  return { artifact_id, agent_created: true, file_name: name, relative_path: null };
}

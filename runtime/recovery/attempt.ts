import type { RunContext } from "#runtime/run-context.ts";
import { attemptId } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** One execution of a run: the first one, or what goes on with it after a restart. */
export interface Attempt extends RunContext {
  readonly attempt: number;
  readonly attempt_id: string;
}

/** Whether anything of a run was done. Unless it is at its end, it goes on where its log ends. */
export function isStarted(run: RunState): boolean {
  return run.started_at !== undefined || run.task_end !== undefined;
}

/** Whether a run only waits for a person: nothing of it was cut off, so that going on is no new attempt. */
export function onlyWaits(run: RunState): boolean {
  const isBusy = run.hook !== undefined || run.calls.some(({ status }) => status === "running");
  return run.status === "waiting_permission" && !isBusy;
}

/** The attempt that working on a run makes now. The agent stays that of the first one. */
export function attemptOf(context: RunContext, run: RunState): Attempt {
  const newest = run.recovery?.attempt ?? 1;
  const attempt = isStarted(run) && !onlyWaits(run) ? newest + 1 : newest;
  const attempt_id = attemptId(run.run_id, attempt);
  return { ...context, ...(run.agent !== "" && { agent: run.agent }), attempt, attempt_id };
}

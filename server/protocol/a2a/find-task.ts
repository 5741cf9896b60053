import type { ControlServices } from "#runtime/control/command.ts";
import { findThread } from "#runtime/control/find-thread.ts";
import { asProblem } from "#server/command-problem.ts";
import type { ClientRun } from "#server/protocol/client-thread.ts";
import { A2aError } from "./a2a-error.ts";

/** Where a task is looked for: the address of an agent has that agent's tasks. */
export interface TaskScope {
  readonly control: ControlServices;
  readonly agent: string;
}

/** The newest turn of a task. Throws A2aError, also for a task of another agent. */
export async function requireTask({ control, agent }: TaskScope, id: string): Promise<ClientRun> {
  const thread = await asProblem(findThread(control, id));
  const turn = (await thread?.state())?.turns.findLast(({ task_id }) => task_id === id);
  if (thread === undefined || turn?.run.agent !== agent) {
    throw new A2aError("TASK_NOT_FOUND", `There is no task "${id.slice(0, 80)}"`);
  }
  return { thread, turn };
}

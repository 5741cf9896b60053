import { findRun } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { CommandError, type ControlServices } from "./command.ts";

/** The thread that holds an id. Throws a `not_found` CommandError that names it. */
export async function requireThread(
  { threads }: ControlServices,
  kind: string,
  id: string,
): Promise<Thread> {
  const thread = await threads.find(id);
  if (thread === undefined) throw new CommandError("not_found", `There is no ${kind} "${id}"`);
  return thread;
}

/** A run with its thread. Throws a `not_found` CommandError that names the run. */
export async function requireRun(
  services: ControlServices,
  runId: string,
): Promise<{ thread: Thread; run: RunState }> {
  const thread = await requireThread(services, "run", runId);
  const run = findRun(await thread.state(), runId);
  if (run === undefined) throw new CommandError("not_found", `There is no run "${runId}"`);
  return { thread, run };
}

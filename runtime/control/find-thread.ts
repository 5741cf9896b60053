import { isReadFault } from "#runtime/log/read-fault.ts";
import { findRun, findTurn } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { CommandError, type ControlServices } from "./command.ts";

/**
 * The thread that holds an id; of a session, the branch that it shows. Throws a CommandError that names the
 * id: `not_found`, or `unavailable` where the thread cannot be read.
 */
export async function requireThread(
  services: Pick<ControlServices, "threads">,
  kind: string,
  id: string,
): Promise<Thread> {
  const thread = await findThread(services, id);
  if (thread === undefined) throw new CommandError("not_found", `There is no ${kind} "${id}"`);
  return thread;
}

/** The same, or undefined where nothing has this id. */
export function findThread(
  { threads }: Pick<ControlServices, "threads">,
  id: string,
): Promise<Thread | undefined> {
  return readable(threads.find(id));
}

/** The first thread of a session, which keeps its facts. Throws as `requireThread` does. */
export async function requireRoot(
  { threads }: Pick<ControlServices, "threads">,
  sessionId: string,
): Promise<Thread> {
  const thread = await readable(threads.root(sessionId));
  if (thread !== undefined) return thread;
  throw new CommandError("not_found", `There is no session "${sessionId}"`);
}

async function readable(finding: Promise<Thread | undefined>): Promise<Thread | undefined> {
  try {
    return await finding;
  } catch (cause) {
    if (!isReadFault(cause)) throw cause;
    throw new CommandError("unavailable", cause.message, {}, { cause });
  }
}

/** A turn with its thread. Throws a `not_found` CommandError that names the turn. */
export async function requireTurn(
  services: ControlServices,
  turnId: string,
): Promise<{ thread: Thread; state: ThreadState; turn: TurnState }> {
  const thread = await requireThread(services, "turn", turnId);
  const state = await thread.state();
  const turn = findTurn(state, turnId);
  if (turn === undefined) throw new CommandError("not_found", `There is no turn "${turnId}"`);
  return { thread, state, turn };
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

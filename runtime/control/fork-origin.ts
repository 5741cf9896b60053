import { z } from "zod";

import { stateAt } from "#runtime/state-at.ts";
import { activeRun, findRun, findTurn, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { Thread } from "#runtime/thread.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { requireRun, requireThread } from "./find-thread.ts";

/** Where a branch leaves: after an event of a thread, or in the midst of a run. */
export const ForkPlace = z.strictObject({
  thread_id: z.string().min(1).exactOptional(),
  run_id: z.string().min(1).exactOptional(),
  /** Absent: of a run its first event, so that all of it runs again; of a thread its last one that is at rest. */
  sequence: z.int().exactOptional(),
});
export type ForkPlace = z.output<typeof ForkPlace>;

/** Whether exactly one origin is named. */
export function namesOneOrigin({ thread_id, run_id }: Partial<ForkPlace>): boolean {
  return (thread_id === undefined) !== (run_id === undefined);
}

/** What to say where it is not. */
export const NAME_ONE_ORIGIN = "Name where the branch leaves: either thread_id or run_id";

/** A checked place that a branch may leave from. */
export interface ForkOrigin {
  readonly thread: Thread;
  /** The last event that the branch shares with the thread. */
  readonly sequence: number;
  /** The turn that is cut there, as it was then; absent where a branch goes on with a new turn. */
  readonly cut?: TurnState;
  /** The run of that turn as it is now. */
  readonly run?: RunState;
}

/** Finds the place. Throws a CommandError that names what does not fit and what would. */
export async function forkOrigin(place: ForkPlace, services: ControlServices): Promise<ForkOrigin> {
  return place.run_id === undefined
    ? threadOrigin(place.thread_id ?? "", place.sequence, services)
    : runOrigin(place.run_id, place.sequence, services);
}

async function runOrigin(
  runId: string,
  asked: number | undefined,
  services: ControlServices,
): Promise<ForkOrigin> {
  const { thread, run } = await requireRun(services, runId);
  const sequence = asked ?? beginOf(await thread.state(), run);
  checkRange(thread, sequence);
  // What a fork took over was written by the run that it came from.
  if (run.forked_from !== undefined && sequence <= run.forked_from.sequence) {
    return runOrigin(run.forked_from.run_id, sequence, services);
  }
  const state = await stateAt(thread.log, sequence);
  const cut = findTurn(state, run.turn_id);
  const found = `Event "${sequence}" is not one of the run "${runId}"`;
  if (cut === undefined) {
    throw new CommandError("invalid_input", `${found}, which begins at "${run.first_sequence}"`);
  }
  if (isTerminal(cut.run.status)) {
    const message = `${found}: it had ended at "${cut.run.last_sequence}"; name an event before that`;
    throw new CommandError("invalid_input", message);
  }
  const other = activeRun(state);
  if (other !== undefined && other.run_id !== runId) throw foreign(sequence, other);
  return { thread, sequence, cut, run };
}

async function threadOrigin(
  threadId: string,
  asked: number | undefined,
  services: ControlServices,
): Promise<ForkOrigin> {
  const thread = await requireThread(services, "thread", threadId);
  const sequence = asked ?? atRest(await thread.state());
  checkRange(thread, sequence);
  const other = activeRun(await stateAt(thread.log, sequence));
  if (other !== undefined) throw foreign(sequence, other);
  return { thread, sequence };
}

function checkRange(thread: Thread, sequence: number): void {
  const head = thread.log.head().sequence;
  if (sequence >= 1 && sequence <= head) return;
  const message = `There is no event "${sequence}" in the thread "${thread.thread_id}"; name one from 1 to ${head}`;
  throw new CommandError("invalid_input", message, { head });
}

function foreign(sequence: number, { run_id, first_sequence }: RunState): CommandError {
  const message = `Event "${sequence}" stands in the midst of the run "${run_id}"; name that run_id to go on from there, or an event before "${first_sequence}"`;
  return new CommandError("invalid_input", message, { run_id });
}

/** The last event before a thread's run began, or its newest where none is under way. */
function atRest(state: ThreadState): number {
  const run = activeRun(state);
  return run === undefined ? state.sequence : beforeTurn(state, run.turn_id);
}

/** The first event at which a run can be gone on from: the turn stands there, and all before it is at its end. */
function beginOf(state: ThreadState, { turn_id, run_id }: RunState): number {
  const first = findRun(state, run_id)?.first_sequence ?? 0;
  return Math.max(first, beforeTurn(state, turn_id));
}

/**
 * The last event before a turn has any part in its thread: it may have been submitted while the ones before
 * it still ran, and those belong to what the turn goes on from.
 */
export function beforeTurn({ turns, forked_from }: ThreadState, turnId: string): number {
  const index = turns.findIndex(({ turn_id }) => turn_id === turnId);
  const submitted = turns[index]?.sequence ?? 1;
  const ends = turns.slice(0, Math.max(index, 0)).map(({ run }) => run.last_sequence);
  const last = Math.max(submitted - 1, ...ends);
  // A branch's first event says nothing that another branch needs: it leaves where that one left.
  return last - 1 === forked_from?.sequence ? last - 1 : last;
}

import type { EventLog } from "#runtime/log/port.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

const READ_BATCH = 2_000;

/** A thread as it was after the event of a sequence. */
export async function stateAt(log: EventLog, sequence: number): Promise<ThreadState> {
  let state = emptyThread(log.session_id, log.thread_id);
  while (state.sequence < sequence) {
    const left = sequence - state.sequence;
    const entries = await log.read(state.sequence, Math.min(READ_BATCH, left));
    if (entries.length === 0) break;
    state = entries.reduce((before, { event }) => fold(before, event), state);
  }
  return state;
}

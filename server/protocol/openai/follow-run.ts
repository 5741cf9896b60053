import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EventLog } from "#runtime/log/port.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { type Said, saidBy } from "./said.ts";

/** Events that are read at once. */
const BATCH = 200;

/** A run to follow from its first event on. */
export interface FollowedRun {
  readonly log: EventLog;
  readonly turn: TurnState;
}

/**
 * What a run says, from its beginning to its end, as it comes: a cursor on the log and nothing more. Ends
 * early where the signal aborts. Throws where the log fails, since nothing will come from it any more.
 */
export function followRun(run: FollowedRun, signal: AbortSignal): AsyncGenerator<Said, void> {
  return saidIn(run, newEvents(run, signal));
}

/** What a run has said by now. */
export function saidSoFar(run: FollowedRun): AsyncGenerator<Said, void> {
  return saidIn(run, storedEvents(run));
}

async function* saidIn(
  { turn }: FollowedRun,
  events: AsyncIterable<RuntimeEvent>,
): AsyncGenerator<Said, void> {
  for await (const event of events) {
    if (event.run_id !== turn.run_id) continue;
    for (const said of saidBy(event, turn.request)) {
      yield said;
      if (said.type === "ended") return;
    }
  }
}

async function* newEvents(
  { log, turn }: FollowedRun,
  signal: AbortSignal,
): AsyncGenerator<RuntimeEvent, void> {
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const unsubscribe = log.subscribe(wake);
  signal.addEventListener("abort", wake);
  try {
    for (let after = turn.sequence - 1; !signal.aborted;) {
      news = Promise.withResolvers();
      const entries = await log.read(after, BATCH);
      const last = entries.at(-1);
      if (last === undefined) {
        if (log.isDead) throw new Error(`The log of the run "${turn.run_id}" failed`);
        if (!signal.aborted) await news.promise;
        continue;
      }
      after = last.event.sequence;
      yield* entries.map(({ event }) => event);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", wake);
  }
}

async function* storedEvents({ log, turn }: FollowedRun): AsyncGenerator<RuntimeEvent, void> {
  for (let after = turn.sequence - 1; ;) {
    const entries = await log.read(after, BATCH);
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.event.sequence;
    yield* entries.map(({ event }) => event);
  }
}

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import { passagesOf } from "#runtime/pmpo/messages.ts";
import { eventsOf } from "#runtime/run-events.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { AttachedFile } from "#runtime/state/kept-output.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** A run as an export tells it: nothing but what the given events say. */
export interface ExportedRun {
  readonly run: RunState;
  /** The session's title; empty when it has none. */
  readonly title: string;
  readonly question: string;
  /** The files that came with it: they are named, not held. */
  readonly attachments: readonly AttachedFile[];
  /** When the question came, ISO 8601. */
  readonly submitted_at: string;
  /** What was said in the thread before it, in full, also where its model read a summary. */
  readonly history: readonly ModelMessage[];
  /** The run's own events, oldest first. */
  readonly events: readonly RuntimeEvent[];
}

/** Makes a run of its thread's events, from the first one on. Throws RangeError where they hold no such run. */
export function exportedRun(events: readonly RuntimeEvent[], run_id: string): ExportedRun {
  const [first] = events;
  const empty = emptyThread(first?.session_id ?? "", first?.thread_id ?? "");
  const state = events.reduce(fold, empty);
  const index = state.turns.findIndex((known) => known.run_id === run_id);
  const turn = state.turns[index];
  if (turn === undefined) throw new RangeError(`The events hold no run "${run_id}"`);
  return {
    run: turn.run,
    title: state.title,
    question: turn.text,
    attachments: turn.attachments ?? [],
    submitted_at: turn.submitted_at,
    history: passagesOf({ turns: state.turns }, index).flatMap(({ messages }) => messages),
    events: events.filter(eventsOf(turn.run)),
  };
}

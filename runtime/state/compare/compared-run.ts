import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { foldRun } from "#runtime/state/fold-run.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import type { Prompt } from "./prompt-comparison.ts";

/** One of two runs that are compared: its events and what they fold to. */
export interface ComparedRun {
  readonly run_id: string;
  /** The event up to which it counts; absent, all of it. */
  readonly through?: number;
  /** The session's title; empty when it has none. */
  readonly title: string;
  readonly events: readonly RuntimeEvent[];
  readonly turn: TurnState;
  readonly prompt: Prompt;
}

/** The turn of a run after the last of its events; undefined when they do not begin with its submission. */
export function turnAfter(events: readonly RuntimeEvent[]): TurnState | undefined {
  const [first, ...rest] = events;
  if (first === undefined) return undefined;
  const begun = fold(emptyThread(first.session_id, first.thread_id), first).turns.at(-1);
  return begun && { ...begun, run: rest.reduce(foldRun, begun.run) };
}

import type { Lane } from "#runtime/event/lane.ts";
import type { EventIndex } from "./event-index.ts";
import type { Span } from "./spans.ts";
import type { Gap } from "./time-scale.ts";

/** Something about a run that is worth a look, with the events that show it. */
export interface Note {
  readonly text: string;
  /** What makes it worth a look. */
  readonly why: string;
  readonly lane: Lane;
  /** Sequences of the first and last event of it. */
  readonly from: number;
  readonly to: number;
  /** The event at which it shows. */
  readonly at: number;
}

/** What notes are made from. */
export interface NoteFacts {
  readonly index: EventIndex;
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
}

/** Where a note about one event points. */
export function placeOf({
  sequence,
}: {
  readonly sequence: number;
}): Pick<Note, "from" | "to" | "at"> {
  return { from: sequence, to: sequence, at: sequence };
}

/** Where a note about several events points: it shows at the newest. Undefined without events. */
export function placeOfAll(
  events: readonly { readonly sequence: number }[],
): Pick<Note, "from" | "to" | "at"> | undefined {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { from: first.sequence, to: last.sequence, at: last.sequence };
}

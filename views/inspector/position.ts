import { isError } from "./event-error.ts";
import type { EventIndex } from "./event-index.ts";
import type { Query } from "./settings.ts";

/**
 * The position that a person means by `318` (a sequence), `36.7s` or `0:36.7` (a time), `50%` of the
 * time, or an id like `call_7` (its first event). Undefined when it means none.
 */
export function resolvePosition(index: EventIndex, text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === "" || index.count === 0) return undefined;
  if (/^\d+$/u.test(wanted)) return Math.max(0, index.positionOf(Number(wanted)));

  const ms = readTime(wanted, index.end);
  if (ms !== undefined) return Math.max(0, index.positionAt(ms));

  return eventWith(index, wanted);
}

/** Where an address leads by itself: its `at`; without one, the beginning of its selected span. */
export function askedPosition(index: EventIndex, query: Query): number | undefined {
  const at = query["at"] ?? "";
  return at === "" ? selectedPosition(index, query["sel"] ?? "") : resolvePosition(index, at);
}

/** The first event that carries the id of a span. A model call is known by its step's id. */
function selectedPosition(index: EventIndex, sel: string): number | undefined {
  return eventWith(index, sel.replace(/^model /u, "").toLowerCase());
}

function readTime(text: string, end: number): number | undefined {
  const percent = /^(\d+(?:\.\d+)?)%$/u.exec(text)?.[1];
  if (percent !== undefined) return (Number(percent) / 100) * end;
  const millis = /^(\d+(?:\.\d+)?)ms$/u.exec(text)?.[1];
  if (millis !== undefined) return Number(millis);
  const [, minutes, seconds] = /^(?:(\d+):)?(\d+(?:\.\d+)?)s?$/u.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  return Number(minutes ?? 0) * 60_000 + Number(seconds) * 1_000;
}

function eventWith(index: EventIndex, wanted: string): number | undefined {
  if (wanted === "") return undefined;
  const found = index.find(0, 1, (event) => idsOf(event).some((id) => id.toLowerCase() === wanted));
  return found === -1 ? undefined : found;
}

function idsOf(event: object): readonly string[] {
  return Object.entries(event)
    .filter(([name, value]) => name.endsWith("_id") && typeof value === "string")
    .map(([, value]) => String(value));
}

/** What a key of the transport looks for. */
export type Landmark = "event" | "step" | "error" | "approval";

/** The nearest landmark after (1) or before (-1) a position; -1 when there is none. */
export function nearest(index: EventIndex, from: number, step: 1 | -1, landmark: Landmark): number {
  switch (landmark) {
    case "event":
      return index.find(from + step, step, () => true);
    case "step":
      return index.find(from + step, step, (event) => event.type === "model.requested");
    case "error":
      return index.find(from + step, step, isError);
    case "approval":
      return index.find(from + step, step, (event) => event.type === "action.required");
  }
}

import type { Unit } from "./units.ts";

/** A stretch of a run: what comes before its first request to a model, one request with all that follows, or its end. */
export interface Step {
  readonly units: readonly Unit[];
  /** What it says; steps with the same key are the same. */
  readonly key: string;
  /** What it does: which tools it calls, and how its request ends. */
  readonly shape: string;
  /** Any step may stand beside any other, but never beside the beginning or the end. */
  readonly kind: "beginning" | "step" | "end";
}

/** The steps of a run, in order. The beginning and the end are always there; either may be empty. */
export function stepsOf(units: readonly Unit[]): readonly Step[] {
  const end = endOf(units);
  const starts = units.flatMap((unit, at) => (unit.type === STARTS && at < end ? [at] : []));
  const bounds = [0, ...starts, end, units.length];
  return bounds.slice(1).map((to, at) => {
    const part = units.slice(bounds[at], to);
    const kind = at === 0 ? "beginning" : at === bounds.length - 2 ? "end" : "step";
    return { units: part, kind, key: `${kind}\n${keyOf(part)}`, shape: `${kind} ${shapeOf(part)}` };
  });
}

const STARTS = "model.requested";

/** Where the last words of the run begin: its ends as a task, an attempt and a turn. */
function endOf(units: readonly Unit[]): number {
  const last = units.findLastIndex(({ kind }) => !ENDS.test(kind));
  return last + 1;
}

const ENDS = /^(?:task\.attempt\.end|task\.end|turn\.end) /;

function keyOf(units: readonly Unit[]): string {
  return units.map(({ key }) => key).join("\n");
}

function shapeOf(units: readonly Unit[]): string {
  return units
    .filter(({ type, kind }) => type === "tool.started" || kind.startsWith("model.end"))
    .map(({ type, kind, tool }) => (tool === undefined ? `${kind} ${type}` : tool))
    .join(" ");
}

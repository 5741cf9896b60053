/** One place where two values differ. A side that is not there is absent. */
export interface Difference {
  /** `payload.tools[1].name`; empty for the whole value. */
  readonly path: string;
  readonly recorded?: unknown;
  readonly replayed?: unknown;
}

/**
 * The clock is recorded with each event and not with each look at it: a moment that was reckoned from
 * a look may be this far from the one that a replay reckons.
 */
export const CLOCK_SLACK_MS = 1_000;

const MOMENTS: ReadonlySet<string> = new Set(["expires_at"]);
const SPANS: ReadonlySet<string> = new Set(["downtime_ms"]);
/** How long a hook took is no decision of the loop. */
const MEASURED: ReadonlySet<string> = new Set(["duration_ms"]);

/**
 * The first place where JSON values differ, in the order of the recorded keys; undefined for none.
 * Members that are `hidden` are not looked at.
 */
export function firstDifference(
  recorded: unknown,
  replayed: unknown,
  hidden: ReadonlySet<string> = new Set(),
  path = "",
): Difference | undefined {
  if (isSame(recorded, replayed, path) || hidden.has(lastName(path))) return undefined;
  if (!isContainer(recorded) || !isContainer(replayed)) return difference(path, recorded, replayed);
  if (Array.isArray(recorded) !== Array.isArray(replayed)) {
    return difference(path, recorded, replayed);
  }
  const left: Readonly<Record<string, unknown>> = { ...recorded };
  const right: Readonly<Record<string, unknown>> = { ...replayed };
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const place = Array.isArray(recorded) ? `${path}[${name}]` : join(path, name);
    const found = firstDifference(left[name], right[name], hidden, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function difference(path: string, recorded: unknown, replayed: unknown): Difference {
  return {
    path,
    ...(recorded !== undefined && { recorded }),
    ...(replayed !== undefined && { replayed }),
  };
}

function isSame(recorded: unknown, replayed: unknown, path: string): boolean {
  if (Object.is(recorded, replayed)) return true;
  const name = lastName(path);
  if (typeof recorded === "number" && typeof replayed === "number") {
    return MEASURED.has(name) || (SPANS.has(name) && isClose(recorded, replayed));
  }
  if (typeof recorded !== "string" || typeof replayed !== "string") return false;
  return MOMENTS.has(name) && isClose(Date.parse(recorded), Date.parse(replayed));
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function isClose(left: number, right: number): boolean {
  return Math.abs(left - right) <= CLOCK_SLACK_MS;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

import { between, matchBy } from "./matching.ts";

/** One place where two JSON values differ. A side that is not there is absent. */
export interface ValueChange {
  /** `tool_calls[1].arguments`; empty for the whole value. */
  readonly path: string;
  readonly a?: unknown;
  readonly b?: unknown;
}

/** Most places that are named. */
export const CHANGES_MAX = 200;

/**
 * Where two JSON values differ, in the order of A's members. Items of lists are told apart by what
 * names them, so that one more item changes no other.
 */
export function changesBetween(a: unknown, b: unknown): readonly ValueChange[] {
  const changes: ValueChange[] = [];
  compare({ path: "", a, b }, changes);
  return changes;
}

function compare({ path, a, b }: ValueChange, changes: ValueChange[]): void {
  if (a === b || changes.length >= CHANGES_MAX) return;
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(path, a, b, changes);
  if (!isObject(a) || !isObject(b)) {
    changes.push({ path, ...(a !== undefined && { a }), ...(b !== undefined && { b }) });
    return;
  }
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    compare({ path: path === "" ? name : `${path}.${name}`, a: a[name], b: b[name] }, changes);
  }
}

function compareLists(
  path: string,
  a: readonly unknown[],
  b: readonly unknown[],
  changes: ValueChange[],
): void {
  const { pairs } = matchBy(a, b, [(item) => JSON.stringify(item) ?? "", nameOf]);
  for (const { from, to } of between(pairs, a.length, b.length)) {
    const [left, right] = to;
    for (let at = from[0]; at < left; at += 1)
      compare({ path: `${path}[${at}]`, a: a[at] }, changes);
    for (let at = from[1]; at < right; at += 1) {
      compare({ path: `${path}[${at}]`, b: b[at] }, changes);
    }
    compare({ path: `${path}[${left}]`, a: a[left], b: b[right] }, changes);
  }
}

const NAMES = ["name", "tool", "kind", "role", "title"] as const;

/** What tells an item of a list from others beside it. */
function nameOf(item: unknown): string {
  if (!isObject(item)) return typeof item;
  const names = NAMES.map((name) => item[name]).filter((name) => typeof name === "string");
  return names.join(" ");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

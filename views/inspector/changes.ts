import type { RunState } from "#runtime/state/thread-state.ts";
import { inWords } from "./in-words.ts";

/** One fact of a run's state that an event changed. A side that did not exist is absent. */
export interface Change {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** Most changes that are named; an event changes few things. */
const CHANGES_MAX = 12;
/** Longest value, in characters. */
const VALUE_LENGTH = 60;
/** The state's own bookkeeping: places and times that the event itself tells. */
const SKIPPED: ReadonlySet<string> = new Set([
  "at",
  "sequence",
  "last_sequence",
  "result_sequence",
  "started_at",
  "ended_at",
  "decided_at",
]);

/** What is different between two states of a run, shortest names first to be read. */
export function changesBetween(before: RunState, after: RunState): readonly Change[] {
  const changes: Change[] = [];
  compareObjects("run", before, after, changes);
  return changes.slice(0, CHANGES_MAX);
}

function compare(path: string, before: unknown, after: unknown, changes: Change[]): void {
  if (before === after || changes.length >= CHANGES_MAX) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(path, before, after, changes);
    return;
  }
  if (isRecord(before) && isRecord(after)) {
    compareObjects(path, before, after, changes);
    return;
  }
  if (typeof before === "string" && typeof after === "string" && grew(before, after)) {
    changes.push({ path, after: `+${quote(after.slice(before.length))}` });
    return;
  }
  changes.push({
    path,
    ...(before !== undefined && { before: valueOf(before) }),
    ...(after !== undefined && { after: valueOf(after) }),
  });
}

function compareObjects(path: string, before: object, after: object, changes: Change[]): void {
  const left: Readonly<Record<string, unknown>> = { ...before };
  const right: Readonly<Record<string, unknown>> = { ...after };
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    // A step's text is the text of its parts, told once.
    if (SKIPPED.has(name) || (name === "text" && "step_id" in left)) continue;
    compare(`${path}.${name}`, left[name], right[name], changes);
  }
}

/** Lists whose items have an id; the ids say by themselves what they name: "call_7". */
const ID_FIELDS: Readonly<Record<string, string>> = {
  steps: "step_id",
  calls: "tool_call_id",
  approvals: "action_id",
  artifacts: "artifact_id",
};

function compareLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  changes: Change[],
): void {
  const list = lastName(path);
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at += 1) {
    const name = idOf(after[at] ?? before[at], ID_FIELDS[list]) ?? `${list}[${at}]`;
    compare(name, before[at], after[at], changes);
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function idOf(item: unknown, field: string | undefined): string | undefined {
  const id = isRecord(item) && field !== undefined ? item[field] : undefined;
  return typeof id === "string" ? id : undefined;
}

function grew(before: string, after: string): boolean {
  return before !== "" && after.length > before.length && after.startsWith(before);
}

function valueOf(value: unknown): string {
  if (typeof value === "string") return WORD.test(value) ? value : quote(value);
  if (Array.isArray(value)) return `${value.length} items`;
  if (!isRecord(value)) return String(value);
  return describe(value);
}

/** Code words stand as they are, anything else in quotes. */
const WORD = /^[\w.:-]{1,40}$/u;

/** A whole thing that appeared or went: its kind and the one fact that names it. */
function describe(value: Readonly<Record<string, unknown>>): string {
  const kind = value["kind"] ?? value["status"] ?? value["state"] ?? value["decision"];
  const name = value["name"] ?? value["tool"] ?? value["title"] ?? value["text"] ?? value["code"];
  const words = [
    typeof kind === "string" ? inWords(kind).toLowerCase() : "",
    typeof name === "string" && name !== "" ? quote(name) : "",
  ];
  return words.filter((word) => word !== "").join(" ") || `${Object.keys(value).length} fields`;
}

function quote(text: string): string {
  const short = text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
  return JSON.stringify(short);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

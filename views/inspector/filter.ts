import { toolLabel } from "#views/run/tool-call-words.ts";
import { isError } from "./event-error.ts";
import type { EventIndex } from "./event-index.ts";

/**
 * The filter of the events list, as a person types it:
 * `lane:tools -lane:status type:tool. tool:search call:call_7 step:2 seq:290-330 ms>500 is:error "free text"`.
 * Terms of one name are alternatives, different names must all hold, and `-` takes away.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

export interface Term {
  /** As typed, so that the page can show and drop it. */
  readonly source: string;
  readonly name: TermName;
  readonly value: string;
  readonly negated: boolean;
}

const TERM_NAMES = ["lane", "type", "tool", "call", "step", "seq", "ms", "is", "text"] as const;
type TermName = (typeof TERM_NAMES)[number];

/** Most terms that a filter reads; what follows is left out. */
const TERMS_MAX = 20;

/** Reads a filter. Never fails: what is no `name:value` is text to look for. */
export function parseFilter(source: string): Filter {
  const pieces = source.match(/-?(?:\w+:)?(?:"[^"]*"?|[^\s"]+)/gu) ?? [];
  return { terms: pieces.slice(0, TERMS_MAX).map(parseTerm) };
}

function parseTerm(source: string): Term {
  const negated = source.startsWith("-") && source.length > 1;
  const body = negated ? source.slice(1) : source;
  const colon = body.indexOf(":");
  const isWait = /^ms[<>]/iu.test(body);
  const name = isWait
    ? "ms"
    : TERM_NAMES.find((known) => known === body.slice(0, colon).toLowerCase());
  const value = (name === undefined ? body : body.slice(isWait ? 2 : colon + 1))
    .replaceAll('"', "")
    .toLowerCase();
  return { source, name: name ?? "text", value, negated };
}

/** The filter's text without one of its terms. */
export function withoutTerm(filter: Filter, dropped: Term): string {
  return filter.terms
    .filter((term) => term !== dropped)
    .map((term) => term.source)
    .join(" ");
}

/** The terms without which an empty list would not be empty. */
export function emptyingTerms(filter: Filter, index: EventIndex): readonly Term[] {
  return filter.terms.filter((dropped) => {
    const rest = matcher({ terms: filter.terms.filter((term) => term !== dropped) }, index);
    for (let position = 0; position < index.count; position += 1) {
      if (rest === undefined || rest(position)) return true;
    }
    return false;
  });
}

/** A test for the positions that a filter keeps; undefined when it keeps all. */
export function matcher(filter: Filter, index: EventIndex): ((at: number) => boolean) | undefined {
  if (filter.terms.length === 0) return undefined;

  const context = { index, toolOf: toolNames(index), stepOf: stepNumbers(index) };
  const excluded = filter.terms.filter((term) => term.negated).map((term) => tester(term, context));
  const groups = Map.groupBy(
    filter.terms.filter((term) => !term.negated),
    // Each text must be found; of the other names any value will do.
    (term) => (term.name === "text" ? term : term.name),
  );
  const required = [...groups.values()].map((terms) => terms.map((term) => tester(term, context)));
  return (position) =>
    required.every((alternatives) => alternatives.some((test) => test(position))) &&
    !excluded.some((test) => test(position));
}

interface Context {
  readonly index: EventIndex;
  readonly toolOf: ReadonlyMap<string, string>;
  readonly stepOf: ReadonlyMap<string, number>;
}

function tester({ name, value }: Term, context: Context): (position: number) => boolean {
  const { index } = context;
  switch (name) {
    case "lane":
      return (position) => index.marks(position).some((lane) => lane.startsWith(value));
    case "type":
      return (position) => index.event(position).type.includes(value);
    case "tool":
      return (position) => toolAt(context, position).includes(value);
    case "call":
      return (position) => index.event(position).tool_call_id?.toLowerCase() === value;
    case "step":
      return (position) => inStep(context, position, value);
    case "seq":
      return sequenceTester(index, value);
    case "ms":
      return waitTester(index, value);
    case "is":
      return (position) => value === "error" && isError(index.event(position));
    case "text":
      return (position) => haystack(index, position).includes(value);
  }
}

function toolAt({ index, toolOf }: Context, position: number): string {
  const id = index.event(position).tool_call_id;
  return id === undefined ? "" : (toolOf.get(id) ?? "");
}

function inStep({ index, stepOf }: Context, position: number, value: string): boolean {
  const id = index.event(position).step_id;
  return id !== undefined && (String(stepOf.get(id)) === value || id.toLowerCase() === value);
}

/** `290`, `290-330`, `290-` or `-330`, ends included. */
function sequenceTester(index: EventIndex, value: string): (position: number) => boolean {
  const bounds = /^(\d*)(-?)(\d*)$/u.exec(value);
  if (bounds === null || value === "" || value === "-") return () => false;
  const [, from = "", dash = "", to = ""] = bounds;
  const first = Number(from);
  const last = dash === "" ? first : to === "" ? Number.POSITIVE_INFINITY : Number(to);
  return (position) => {
    const { sequence } = index.event(position);
    return sequence >= first && sequence <= last;
  };
}

/** `>500`, `<20`, with `=` or without: milliseconds since the event before. */
function waitTester(index: EventIndex, value: string): (position: number) => boolean {
  const [, sign, orEqual, limit] = /^([<>])(=?)(\d+(?:\.\d+)?)$/u.exec(value) ?? [];
  if (sign === undefined) return () => false;
  const ms = Number(limit);
  return (position) => {
    const wait = index.time(position) - index.time(position - 1);
    if (wait === ms) return orEqual === "=";
    return sign === ">" ? wait > ms : wait < ms;
  };
}

function haystack(index: EventIndex, position: number): string {
  const { summary, type } = index.row(position);
  return `${type} ${summary}`.toLowerCase();
}

/** Every call's tool, by its own name and the one that people read. */
function toolNames(index: EventIndex): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (let position = 0; position < index.count; position += 1) {
    const { tool_call_id: id, payload } = index.event(position);
    if (id === undefined || names.has(id)) continue;
    const name = "name" in payload ? payload.name : "tool" in payload ? payload.tool : undefined;
    if (typeof name === "string") names.set(id, `${name} ${toolLabel(name)}`.toLowerCase());
  }
  return names;
}

function stepNumbers(index: EventIndex): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (let position = 0; position < index.count; position += 1) {
    const id = index.event(position).step_id;
    if (id !== undefined && !numbers.has(id)) numbers.set(id, numbers.size + 1);
  }
  return numbers;
}

import type { z } from "zod";

/** Why a value is no event: where, what stands there, and what should. */
export interface EventProblem {
  /** Dotted, from the event's root; empty for the event itself. */
  readonly path: string;
  /** What stands there, in short; `undefined` when nothing does. */
  readonly value: string;
  readonly fix: string;
  /** All of it in one sentence. */
  readonly message: string;
}

const MAX_PATH_CHARACTERS = 120;
const MAX_VALUE_CHARACTERS = 80;

/** The first thing that a schema found wrong with an event. */
export function problemOf(event: unknown, error: z.ZodError): EventProblem {
  const [issue] = error.issues;
  return issue === undefined
    ? problemAt(event, [], error.message)
    : problemAt(event, issue.path, fixFor(issue));
}

/** What is wrong at one place of an event. */
export function problemAt(event: unknown, keys: readonly PropertyKey[], fix: string): EventProblem {
  const value = shorten(quote(valueAt(event, keys)), MAX_VALUE_CHARACTERS);
  return problemWith(keys.map(String).join("."), value, fix);
}

/** What is wrong with a value that was quoted already, under the name that its reader knows it by. */
export function problemWith(keys: string, value: string, fix: string): EventProblem {
  const path = shorten(keys, MAX_PATH_CHARACTERS);
  const place = path === "" ? "the event" : `the event's "${path}"`;
  return { path, value, fix, message: `Cannot read ${place} from ${value}: ${lowerFirst(fix)}` };
}

function valueAt(root: unknown, keys: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function fixFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Give ${ARTICLES.get(issue.expected) ?? `a value of type ${issue.expected}`}`;
    case "invalid_value":
      return `Give ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_union":
      return `Give ${[...new Set(issue.errors.flat().map(optionFor))].join(" or ")}`;
    case "invalid_format":
      return issue.format === "datetime" ? DATETIME_FIX : issue.message;
    case "too_small":
      return `Give at least ${issue.minimum}${UNITS.get(issue.origin) ?? ""}`;
    default:
      return issue.message;
  }
}

function optionFor(issue: z.core.$ZodIssue): string {
  return fixFor(issue).replace(/^Give /, "");
}

const DATETIME_FIX = "Give a time in UTC such as 2026-11-30T09:00:00.000Z";
const ARTICLES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: "a string",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "an array",
    object: "a JSON object",
    record: "a JSON object",
    null: "null",
  }),
);

const UNITS: ReadonlyMap<string, string> = new Map([
  ["string", " characters"],
  ["array", " items"],
]);

/** Large strings and lists are cut before they are encoded, so that bad input costs little. */
function quote(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, MAX_VALUE_CHARACTERS));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

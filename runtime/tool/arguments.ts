import type { Failure, Json } from "#runtime/event/shared.ts";
import { jsonErrorPosition } from "./json-error-position.ts";
import { isObject, type JsonObject } from "./json-object.ts";
import { checkSchema, type SchemaProblem } from "./json-schema.ts";
import { isNestedDeeper } from "./nesting.ts";
import type { Tool } from "./tool.ts";

const MAX_ARGUMENTS_CHARS = 1024 * 1024;
const MAX_ARGUMENTS_DEPTH = 64;
const SHOWN_CHARS = 40;

export type ParsedArguments =
  | { readonly ok: true; readonly args: JsonObject }
  /** The call ends as `invalid_arguments`; the message tells the model what to change. */
  | { readonly ok: false; readonly error: Failure };

/** Reads the argument text that a model wrote, and checks it against the tool's JSON Schema. */
export function parseArguments(
  tool: Pick<Tool, "name" | "input_schema">,
  text: string,
): ParsedArguments {
  const read = readArguments(text);
  if (typeof read === "string") return refuse(tool, read);
  const verdict = checkSchema(tool.input_schema, read);
  switch (verdict.kind) {
    case "valid":
      return { ok: true, args: read };
    case "invalid":
      return refuse(tool, verdict.problems.map(describeProblem).join("; "));
    case "too_costly":
      return refuse(tool, "checking them against the schema takes too long; send fewer values");
  }
}

/** The object that the text of a call's arguments holds, or what is wrong with it. */
export function readArguments(text: string): JsonObject | string {
  if (text.trim() === "") return {};
  if (text.length > MAX_ARGUMENTS_CHARS) {
    return `${text.length} characters are more than the ${MAX_ARGUMENTS_CHARS} that are allowed`;
  }
  let value: Json;
  try {
    // JSON.parse gives nothing but JSON values.
    value = JSON.parse(text) as Json;
  } catch {
    return describeSyntaxError(text);
  }
  if (!isObject(value))
    return `${excerpt(text, 0)} is not an object; send one like {"name": "value"}`;
  return unusable(value) ?? value;
}

function describeSyntaxError(text: string): string {
  const position = jsonErrorPosition(text) ?? text.length;
  if (position >= text.length) {
    return `the JSON stops too early, at position ${text.length} after ${excerpt(text, text.length - SHOWN_CHARS)}`;
  }
  return `not JSON at position ${position}, near ${excerpt(text, position)}`;
}

/** What JSON text allows but nobody can pass on: nesting without end, and numbers beyond a double. */
function unusable(value: JsonObject): string | undefined {
  if (isNestedDeeper(value, MAX_ARGUMENTS_DEPTH)) {
    return `they are nested deeper than the ${MAX_ARGUMENTS_DEPTH} levels that are allowed`;
  }
  if (hasInfinity(value)) return "a number is too large to be kept; send it as a string";
  return undefined;
}

function hasInfinity(value: Json): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasInfinity);
}

function describeProblem({ path, message }: SchemaProblem): string {
  return path === "" ? `the whole ${message}` : `"${path}" ${message}`;
}

function refuse(tool: Pick<Tool, "name">, problem: string): ParsedArguments {
  const message = `The arguments of "${tool.name}" are not valid: ${problem}`;
  return { ok: false, error: { code: "invalid_arguments", message } };
}

function excerpt(text: string, from: number): string {
  const start = Math.max(0, from);
  const cut = text.slice(start, start + SHOWN_CHARS);
  return JSON.stringify(start + SHOWN_CHARS < text.length ? `${cut}…` : cut);
}

import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { Budget } from "./budget.ts";

/** What expressions work on: data alone, made by the evaluator or copied in. Objects have no prototype. */
export type Value = undefined | null | boolean | number | string | ValueList | ValueRecord;
export type ValueList = Value[];
export interface ValueRecord {
  [key: string]: Value;
}

/** Lists and objects inside each other; a value that holds itself stops here. */
const MAX_DEPTH = 64;

const FORBIDDEN = new Set([
  "__proto__",
  "constructor",
  "prototype",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

/** True for names by which JavaScript reaches from a value to its class: no prompt may say them. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN.has(key);
}

/** A value that cannot be part of a prompt: why is in the message. */
export class UnfitValueError extends AgentSdkError {
  override name = "UnfitValueError";
  readonly code = "unfit_value";
}

export function newRecord(): ValueRecord {
  // An object without prototype has the same type to TypeScript, and nothing to inherit.
  return Object.create(null) as ValueRecord;
}

export function isRecord(value: Value): value is ValueRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Copies a caller's data, so that a prompt changes only its own. Throws UnfitValueError. */
export function copyIn(value: unknown, budget: Budget, depth = 0): Value {
  budget.steps(1);
  if (depth > MAX_DEPTH) throw new UnfitValueError("A parameter nests too deeply or holds itself");
  switch (typeof value) {
    case "string":
      budget.chars(value.length);
      return value;
    case "undefined":
    case "number":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : copyMembers(value, budget, depth);
    default: {
      const message = `A parameter is a ${typeof value}; give data such as text, numbers and lists`;
      throw new UnfitValueError(message);
    }
  }
}

function copyMembers(value: object, budget: Budget, depth: number): Value {
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((member) => copyIn(member, budget, depth + 1));
  const copy = newRecord();
  for (const [key, member] of Object.entries(value)) {
    if (isForbiddenKey(key)) {
      throw new UnfitValueError(`A parameter has the forbidden key "${key}"`);
    }
    copy[key] = copyIn(member, budget, depth + 1);
  }
  return copy;
}

/** What a loop goes over: the members of a list, the characters of a text. Undefined for anything else. */
export function membersOf(value: Value, budget: Budget): ValueList | undefined {
  if (typeof value !== "string" && !Array.isArray(value)) return undefined;
  budget.steps(value.length);
  return Array.from<Value>(value);
}

/** The value as plain JSON data for messages; undefined becomes null in lists and leaves objects. */
export function copyOut(value: Value, budget: Budget, depth = 0): unknown {
  budget.steps(1);
  if (depth > MAX_DEPTH) throw new UnfitValueError("A value nests too deeply or holds itself");
  if (typeof value === "string") budget.chars(value.length);
  if (Array.isArray(value)) {
    return value.map((member) => copyOut(member, budget, depth + 1) ?? null);
  }
  if (!isRecord(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([key, member]) => [key, copyOut(member, budget, depth + 1)]),
  );
}

/** As it stands in the text of a message: objects and lists as JSON, nothing for undefined. */
export function shown(value: Value, budget: Budget): string {
  if (value === undefined) return "";
  const text =
    isRecord(value) || Array.isArray(value)
      ? JSON.stringify(copyOut(value, budget))
      : String(value);
  budget.chars(text.length);
  return text;
}

/** As operators see it: what is no primitive becomes text, as in JavaScript. */
export function primitive(
  value: Value,
  budget: Budget,
): undefined | null | boolean | number | string {
  if (Array.isArray(value)) return joined(value, ",", budget);
  return isRecord(value) ? "[object Object]" : value;
}

/** The members as text between separators. Throws UnfitValueError for a list that holds itself. */
export function joined(list: ValueList, separator: string, budget: Budget, depth = 0): string {
  if (depth > MAX_DEPTH) throw new UnfitValueError("A value nests too deeply or holds itself");
  budget.steps(list.length + 1);
  const texts = list.map((member) => {
    if (member === null || member === undefined) return "";
    if (Array.isArray(member)) return joined(member, ",", budget, depth + 1);
    return String(primitive(member, budget));
  });
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  budget.chars(length);
  return texts.join(separator);
}

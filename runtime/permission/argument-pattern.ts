import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import { ownMember } from "#runtime/tool/json-object.ts";
import { holdsCommand, isCommand } from "./command-prefix.ts";
import { matchesPath } from "./path-glob.ts";

const MAX_PATTERN_CHARS = 200;
/** Longer values are not looked at: matching costs at most their length times the pattern's. */
const MAX_VALUE_CHARS = 4_096;
const MAX_VALUES = 100;

const Pattern = z.string().min(1).max(MAX_PATTERN_CHARS);

/**
 * What an argument must be: a text in which `*` stands for anything, a `path` in which `*` stays in
 * one folder and `**` does not, or a command that begins with the words of `prefix`.
 */
export const ArgumentPattern = z.union([
  Pattern,
  z.strictObject({ path: Pattern }),
  z.strictObject({ prefix: Pattern }),
]);
export type ArgumentPattern = z.infer<typeof ArgumentPattern>;

/**
 * Whether the argument surely is what the pattern says, in each of its values: what an allow rule
 * needs. Absent, too long or too many, it is not.
 */
export function isSurely(
  pattern: ArgumentPattern,
  args: Record<string, Json>,
  name: string,
): boolean {
  const values = valuesOf(ownMember(args, name));
  return values.length > 0 && values.length <= MAX_VALUES && values.every(fits);

  function fits(value: string): boolean {
    if (value.length > MAX_VALUE_CHARS) return false;
    if (typeof pattern === "string") return matchesGlob(pattern, value);
    return "path" in pattern ? matchesPath(pattern.path, value) : isCommand(pattern.prefix, value);
  }
}

/**
 * Whether the argument may be what the pattern says, in any of its values: enough for a rule that
 * denies or asks. What is too long or too much to be looked at may be anything.
 */
export function isPossibly(
  pattern: ArgumentPattern,
  args: Record<string, Json>,
  name: string,
): boolean {
  const values = valuesOf(ownMember(args, name));
  return values.length > MAX_VALUES || values.some(fits);

  function fits(value: string): boolean {
    if (value.length > MAX_VALUE_CHARS) return true;
    if (typeof pattern === "string") return matchesGlob(pattern, value);
    return "path" in pattern
      ? matchesPath(pattern.path, value)
      : holdsCommand(pattern.prefix, value);
  }
}

/** The plain values of an argument as text, however deep they lie. */
function valuesOf(value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(valuesOf);
  return [String(value)];
}

/** A pattern in words for a person. */
export function patternWords(pattern: ArgumentPattern): string {
  if (typeof pattern === "string") return pattern;
  return "path" in pattern ? pattern.path : `${pattern.prefix} …`;
}

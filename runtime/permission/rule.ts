import { z } from "zod";

import { Verdict, type RuleSource } from "#runtime/event/permission.ts";
import type { Json } from "#runtime/event/shared.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import { ArgumentPattern, isPossibly, isSurely, patternWords } from "./argument-pattern.ts";

const MAX_MATCH_CHARS = 200;
const MAX_ARGUMENTS = 16;

/**
 * One rule over calls: the tool's name, in which `*` stands for any run of characters and `?` for
 * one, and, if it says so, what its arguments must be.
 */
export const PermissionRule = z.strictObject({
  match: z.string().min(1).max(MAX_MATCH_CHARS),
  args: z
    .record(z.string().min(1), ArgumentPattern)
    .refine((args) => Object.keys(args).length <= MAX_ARGUMENTS, {
      error: `A rule names at most ${MAX_ARGUMENTS} arguments`,
    })
    .exactOptional(),
  verdict: Verdict,
});
export type PermissionRule = z.infer<typeof PermissionRule>;

/** A rule with the place that it comes from; absent, the configuration file. */
export interface SourcedRule extends PermissionRule {
  readonly source?: RuleSource;
  /** Words of its own in place of the pattern's. */
  readonly label?: string;
}

/** Whether a rule speaks about a call. In doubt a rule that allows does not, and the others do. */
export function speaksAbout(
  { match, args: patterns = {}, verdict }: PermissionRule,
  tool: string,
  args: Record<string, Json>,
): boolean {
  const holds = verdict === "allow" ? isSurely : isPossibly;
  return (
    matchesGlob(match, tool) &&
    Object.entries(patterns).every(([name, pattern]) => holds(pattern, args, name))
  );
}

/** A rule in words for a person: `deny files__write (path: secrets/**)`. */
export function ruleWords({ match, args = {}, verdict, label }: SourcedRule): string {
  if (label !== undefined) return `${verdict} by ${label}`;
  const patterns = Object.entries(args).map(([name, one]) => `${name}: ${patternWords(one)}`);
  return `${verdict} ${match}${patterns.length === 0 ? "" : ` (${patterns.join(", ")})`}`;
}

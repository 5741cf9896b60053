import { z } from "zod";

import { Verdict } from "#runtime/event/permission.ts";
import type { Json } from "#runtime/event/shared.ts";
import { matchesGlob } from "./glob.ts";
import type { Tool } from "./tool.ts";

const MAX_RULES = 1_000;
const MAX_MATCH_CHARS = 200;

/** One rule over tool names: `*` stands for any run of characters, `?` for one. */
export const PermissionRule = z.strictObject({
  match: z.string().min(1).max(MAX_MATCH_CHARS),
  verdict: Verdict,
});
export type PermissionRule = z.infer<typeof PermissionRule>;

/**
 * What happens to a tool that no rule names.
 * `default` reads freely and asks for the rest, `untrusted` asks for all, `plan` reads and denies
 * the rest, `bypass` allows all. Rules that deny or ask count in every mode.
 */
export const PermissionMode = z.enum(["default", "untrusted", "plan", "bypass"]);
export type PermissionMode = z.infer<typeof PermissionMode>;

/** The `permissions` part of uar.yaml. An unknown key is an error, never a rule that is not kept. */
export const PermissionPolicy = z.strictObject({
  mode: PermissionMode.default("default"),
  rules: z.array(PermissionRule).max(MAX_RULES).default([]),
});
export type PermissionPolicy = z.infer<typeof PermissionPolicy>;

/** What the gate says, and the rule that said it, in words for a person. */
export interface PermissionAnswer {
  readonly verdict: Verdict;
  readonly rule: string;
  /** Whether "allow in session" would be heard: it answers a mode, never an explicit rule. */
  readonly canRemember: boolean;
}

/** The stricter verdict first: deny beats ask beats allow, whatever the order of the rules (S18). */
const STRICTEST_FIRST = ["deny", "ask", "allow"] as const satisfies Verdict[];

/**
 * Puts a call before the permission gate; without a policy the answer is no.
 * `allowances` are the names of the tools that a person allowed for this session: they answer where
 * only the mode would ask, and never stand against a rule.
 */
export function evaluatePermission(
  tool: Pick<Tool, "name" | "effect">,
  _args: Record<string, Json>,
  policy: PermissionPolicy | undefined,
  allowances: readonly string[] = [],
): PermissionAnswer {
  if (policy === undefined) return { verdict: "deny", rule: "no policy", canRemember: false };
  const matching = policy.rules.filter(({ match }) => matchesGlob(match, tool.name));
  for (const verdict of STRICTEST_FIRST) {
    const rule = matching.find((candidate) => candidate.verdict === verdict);
    if (rule !== undefined) {
      return { verdict, rule: `${verdict} ${rule.match}`, canRemember: false };
    }
  }
  const answer = byMode(policy.mode, tool.effect);
  const isAllowed = answer.verdict === "ask" && allowances.includes(tool.name);
  return isAllowed ? { ...answer, verdict: "allow", rule: "allowed for this session" } : answer;
}

function byMode(mode: PermissionMode, effect: Tool["effect"]): PermissionAnswer {
  const isRead = effect === "read";
  const rule = `${mode} mode for tools that ${isRead ? "only read" : "act"}`;
  return { verdict: modeVerdict(mode, isRead), rule, canRemember: true };
}

function modeVerdict(mode: PermissionMode, isRead: boolean): Verdict {
  switch (mode) {
    case "default":
      return isRead ? "allow" : "ask";
    case "untrusted":
      return "ask";
    case "plan":
      return isRead ? "allow" : "deny";
    case "bypass":
      return "allow";
  }
}

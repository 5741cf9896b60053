import type { PermissionMode, RuleSource, Verdict } from "#runtime/event/permission.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { Policy } from "./policy.ts";
import { ruleWords, speaksAbout, type SourcedRule } from "./rule.ts";

/** What the gate says, and what decided it, in words for a person. */
export interface PermissionAnswer {
  readonly verdict: Verdict;
  readonly rule: string;
  readonly source: RuleSource;
  readonly mode?: PermissionMode;
  /** Whether an answer for longer than once would be heard: it answers a mode, never a rule. */
  readonly canRemember: boolean;
}

/** What of a run the modes look at. */
export interface RunFacts {
  /** Tools that a person allowed for this session. */
  readonly allowances: readonly string[];
  /** Whether a call of this run has failed. */
  readonly hasFailed: boolean;
  /** Whether a tool has brought text from elsewhere into this run (S31). */
  readonly hasForeignText: boolean;
}

/** A run before its first call. */
export const NOTHING_YET: RunFacts = { allowances: [], hasFailed: false, hasForeignText: false };

type JudgedTool = Pick<Tool, "name" | "effect">;

/**
 * Puts a call before the permission gate; without a policy the answer is no. Rules that deny come
 * first, then rules that ask, then the mode; where the mode would ask, rules that allow answer for
 * the person (S18). The order of the rules does not matter. A child agent's call is put before the
 * policies of the agents above it, too, and the strictest answer counts.
 */
export function evaluatePermission(
  tool: JudgedTool,
  args: Record<string, Json>,
  policy: Policy | undefined,
  facts: RunFacts,
): PermissionAnswer {
  if (policy === undefined) {
    return { verdict: "deny", rule: "no policy", source: "mode", canRemember: false };
  }
  const own = evaluateOne(tool, args, policy, facts);
  const { bounds = [] } = policy;
  return bounds.map((bound) => evaluateOne(tool, args, bound, facts)).reduce(stricter, own);
}

/** The stricter of two answers; of equal ones the first. */
function stricter(left: PermissionAnswer, right: PermissionAnswer): PermissionAnswer {
  return STRICTNESS[right.verdict] > STRICTNESS[left.verdict] ? right : left;
}

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const satisfies Record<Verdict, number>;

function evaluateOne(
  tool: JudgedTool,
  args: Record<string, Json>,
  policy: Policy,
  facts: RunFacts,
): PermissionAnswer {
  const { mode } = policy;
  const matching = policy.rules.filter((rule) => speaksAbout(rule, tool.name, args));
  const ruleThat = (verdict: Verdict) => matching.find((rule) => rule.verdict === verdict);

  const denying = ruleThat("deny");
  if (denying !== undefined) return { ...byRule(denying), mode };
  const asking = ruleThat("ask");
  if (asking !== undefined) return answerable({ ...byRule(asking), mode });
  const answer = byMode(tool, mode, facts);
  if (answer.verdict !== "ask") return answer;
  const allowing = ruleThat("allow");
  if (allowing !== undefined) return { ...byRule(allowing), mode };
  if (facts.allowances.includes(tool.name)) {
    return { ...answer, verdict: "allow", rule: "allowed for this session", source: "session" };
  }
  return answerable(answer);
}

function byRule(rule: SourcedRule): PermissionAnswer {
  const { verdict, source = "file" } = rule;
  return { verdict, rule: ruleWords(rule), source, canRemember: false };
}

/** In the mode `never` nobody is there to answer, so a question is a no. */
function answerable(answer: PermissionAnswer): PermissionAnswer {
  if (answer.mode !== "never") return answer;
  return { ...answer, verdict: "deny", rule: `${answer.rule}, and nobody is asked` };
}

function byMode({ effect }: JudgedTool, mode: PermissionMode, facts: RunFacts): PermissionAnswer {
  const verdict = modeVerdict(mode, effect, facts);
  const rule = `${mode} mode for tools that ${effect === "read" ? "only read" : "act"}`;
  return { verdict, rule, source: "mode", mode, canRemember: verdict === "ask" };
}

function modeVerdict(mode: PermissionMode, effect: Tool["effect"], facts: RunFacts): Verdict {
  const isRead = effect === "read";
  switch (mode) {
    case "default":
    case "never":
      return isRead ? "allow" : "ask";
    case "untrusted":
      return "ask";
    case "on_request":
      return effect === "at_most_once" ? "ask" : "allow";
    case "on_failure":
      return isRead || !facts.hasFailed ? "allow" : "ask";
    case "auto":
      return isRead || !facts.hasForeignText ? "allow" : "ask";
    case "plan":
      return isRead ? "allow" : "deny";
    case "bypass":
      return "allow";
  }
}

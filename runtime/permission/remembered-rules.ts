import { z } from "zod";

import type { Clock } from "#runtime/services.ts";
import { PermissionRule } from "./rule.ts";

/** A rule that a person made by answering a question with "always", and where that was. */
export const RememberedRule = PermissionRule.extend({
  id: z.string().min(1),
  created_at: z.iso.datetime(),
  thread_id: z.string().min(1),
  run_id: z.string().min(1),
  action_id: z.string().min(1),
});
export type RememberedRule = z.infer<typeof RememberedRule>;

/** Where rules are kept over sessions and restarts. */
export interface RememberedRules {
  list(): readonly RememberedRule[];
  /** Resolves once the rule survives a crash. A second rule of the same id changes nothing. */
  add(rule: RememberedRule): Promise<void>;
  /** Resolves with the rule that is gone, or undefined where there was none. */
  remove(id: string): Promise<RememberedRule | undefined>;
}

/** Rules for as long as the process lives. */
export function rulesInMemory(): RememberedRules {
  let rules: readonly RememberedRule[] = [];
  return {
    list: () => rules,
    add: async (rule) => {
      rules = withRule(rules, rule);
    },
    remove: async (id) => {
      const removed = rules.find((rule) => rule.id === id);
      rules = rules.filter((rule) => rule.id !== id);
      return removed;
    },
  };
}

/** The rules with one more, once. */
export function withRule(
  rules: readonly RememberedRule[],
  rule: RememberedRule,
): readonly RememberedRule[] {
  return rules.some(({ id }) => id === rule.id) ? rules : [...rules, rule];
}

/** The rule that "always" makes of an answered question: it allows the tool, and is named after it. */
export function alwaysAllow(
  approval: Pick<RememberedRule, "thread_id" | "run_id" | "action_id"> & { tool: string },
  clock: Pick<Clock, "now">,
): RememberedRule {
  const { tool: match, thread_id, run_id, action_id } = approval;
  const id = action_id.replace(/^act_/, "rule_");
  const created_at = clock.now();
  return { id, match, verdict: "allow", created_at, thread_id, run_id, action_id };
}

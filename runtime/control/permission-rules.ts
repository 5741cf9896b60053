import { z } from "zod";

import type { PermissionMode } from "#runtime/event/permission.ts";
import type { RememberedRule } from "#runtime/permission/remembered-rules.ts";
import { ruleWords, type SourcedRule } from "#runtime/permission/rule.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { policyFor } from "./policy-for.ts";

/** What counts, with what it comes from. */
export interface PermissionRules {
  readonly mode: PermissionMode;
  readonly rules: readonly SourcedRule[];
  /** Those of the rules that a person made by an answer, and can take back. */
  readonly remembered: readonly RememberedRule[];
}

export const listPermissionRules = command({
  name: "list_permission_rules",
  description: "The permission mode and all rules with their sources",
  kind: "read",
  input: z.strictObject({ agent: z.string().exactOptional() }),
  async run({ agent }, services): Promise<PermissionRules> {
    const remembered = services.permissions.remembered.list();
    return { ...policyFor(agent, services), remembered };
  },
});

export const removePermissionRule = command({
  name: "remove_permission_rule",
  description: 'Takes back a rule that an answer with "always" has made',
  kind: "write",
  input: z.strictObject({ rule_id: z.string().min(1) }),
  async run({ rule_id }, services): Promise<RememberedRule> {
    const rule = await services.permissions.remembered.remove(rule_id);
    if (rule === undefined) {
      throw new CommandError("not_found", `There is no remembered rule "${rule_id}"`);
    }
    await tellOrigin(rule, services);
    return rule;
  },
});

/** The thread that the rule comes from hears of its end, if it is still there. */
async function tellOrigin(rule: RememberedRule, { threads }: ControlServices): Promise<void> {
  const thread = await threads.find(rule.thread_id);
  if (thread === undefined) return;
  const words = ruleWords(rule);
  const summary = `No longer: ${words}`;
  await thread.append([
    {
      type: "policy.changed",
      payload: { policy: "remembered", summary, changed_by: "person", removed: [words] },
    },
  ]);
}

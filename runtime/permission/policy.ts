import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { PermissionMode, type RuleSource } from "#runtime/event/permission.ts";
import { PermissionRule, type SourcedRule } from "./rule.ts";

const MAX_RULES = 1_000;
const Rules = z.array(PermissionRule).max(MAX_RULES).default([]);

/** The `permissions` part of uar.yaml. An unknown key is an error, never a rule that is not kept. */
export const PermissionPolicy = z.strictObject({
  mode: PermissionMode.default("default"),
  rules: Rules,
});
export type PermissionPolicy = z.infer<typeof PermissionPolicy>;

/** The `permissions` of one agent: rules beside the file's, and its own mode if it names one. */
export const AgentPermissions = z.strictObject({
  mode: PermissionMode.exactOptional(),
  rules: Rules,
});

/** What counts now: the mode, and the rules of all sources. */
export interface Policy {
  readonly mode: PermissionMode;
  readonly rules: readonly SourcedRule[];
  /** Policies of the agents above a child agent: each has to allow a call, too. */
  readonly bounds?: readonly Policy[];
}

/** A policy with rules of another source beside its own. Their order does not matter. */
export function withRules(
  policy: Policy,
  rules: readonly PermissionRule[],
  source: RuleSource,
): Policy {
  return withSourced(
    policy,
    rules.map((rule) => ({ ...rule, source })),
  );
}

/** A policy with further rules, which hold for the agents above, too: nobody else could answer for those. */
export function withSourced(policy: Policy, rules: readonly SourcedRule[]): Policy {
  const { bounds } = policy;
  return {
    ...policy,
    rules: [...policy.rules, ...rules],
    ...(bounds !== undefined && { bounds: bounds.map((bound) => withSourced(bound, rules)) }),
  };
}

/** The policy for what one agent does. */
export function forAgent(policy: Policy, { permissions }: Pick<Agent, "permissions">): Policy {
  const { mode = policy.mode, rules } = permissions;
  return { ...withRules(policy, rules, "agent"), mode };
}

import { forAgent, type Policy } from "#runtime/permission/policy.ts";
import type { ControlServices } from "./command.ts";

/** What counts now for an agent; for one that is gone, what counts for all. */
export function policyFor(
  agent: string | undefined,
  { agents, permissions }: Pick<ControlServices, "agents" | "permissions">,
): Policy {
  const policy = permissions.policy();
  const known = agent === undefined ? agents.resolve() : agents.find(agent);
  return known === undefined ? policy : forAgent(policy, known);
}

import type { Agent, Budget } from "#runtime/agent/agent.ts";
import type { AgentRegistry } from "#runtime/agent/registry.ts";
import type { Grant, SpawnedBy } from "#runtime/event/subagent.ts";
import { forAgent, type Policy, withRules } from "#runtime/permission/policy.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import { activeMs, spentBy } from "#runtime/pmpo/monitor.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { delegateName } from "./delegate-name.ts";

/** How far below the first agent there may be children where its budget does not say. */
const DEFAULT_DEPTH = 2;

/** An agent at work for another one: it may spend what it was granted, if its own budget is not less. */
export function narrowed(agent: Agent, spawned_by: SpawnedBy | undefined): Agent {
  if (spawned_by === undefined) return agent;
  const { cost_usd, ...granted } = spawned_by.grant;
  const { budget } = agent;
  const cost = least(budget.cost_usd, cost_usd);
  return {
    ...agent,
    budget: {
      wall_time_ms: Math.min(budget.wall_time_ms, granted.wall_time_ms),
      tokens: Math.min(budget.tokens, granted.tokens),
      tool_calls: Math.min(budget.tool_calls, granted.tool_calls),
      subagent_depth: Math.min(budget.subagent_depth ?? DEFAULT_DEPTH, granted.subagent_depth),
      ...(cost !== undefined && { cost_usd: cost }),
    },
  };
}

/** What is left of a run's budget, for a child of it. At least one of each: the child's own gate says the rest. */
export function grantOf(run: RunState, budget: Budget, now: string): Grant {
  const { tokens, calls, cost } = spentBy(run);
  const { cost_usd } = budget;
  return {
    wall_time_ms: Math.max(1, Math.floor(budget.wall_time_ms - activeMs(run, now))),
    tokens: Math.max(1, budget.tokens - tokens),
    tool_calls: Math.max(1, budget.tool_calls - calls),
    subagent_depth: depthOf(budget),
    ...(cost_usd !== undefined && { cost_usd: Math.max(Number.EPSILON, cost_usd - cost) }),
  };
}

/** Whether an agent at this depth, 0 for a session's own, may have children. */
export function maySpawn({ budget }: Pick<Agent, "budget">, depth: number): boolean {
  return depth < depthOf(budget);
}

/**
 * The policy for an agent. One that works for others may do nothing that those may not. To name an agent is
 * to allow that tasks are handed to it: what it then does is asked about as anything is.
 */
export function policyWithin(
  policy: Policy,
  agent: Agent,
  above: readonly string[],
  agents: AgentRegistry,
): Policy {
  const handing = agent.agents.map((id): PermissionRule => {
    return { match: delegateName(id), verdict: "allow" };
  });
  const inForce = (each: Agent) => {
    const own = forAgent(policy, each);
    return handing.length === 0 ? own : withRules(own, handing, "agent");
  };
  if (above.length === 0) return inForce(agent);
  return { ...inForce(agent), bounds: above.map((id) => inForce(agents.resolve(id))) };
}

function depthOf({ subagent_depth = DEFAULT_DEPTH }: Budget): number {
  return subagent_depth;
}

function least(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}

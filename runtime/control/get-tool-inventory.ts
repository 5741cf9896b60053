import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { UnknownAgentError, type AgentRegistry } from "#runtime/agent/registry.ts";
import type { Verdict } from "#runtime/event/permission.ts";
import { evaluatePermission, NOTHING_YET } from "#runtime/permission/evaluate.ts";
import { forAgent, type Policy } from "#runtime/permission/policy.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import { toolsFor } from "#runtime/pmpo/agent-tools.ts";
import { type InventoryTool, withTraits } from "#runtime/state/tool-traits.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import { command, CommandError } from "./command.ts";

/** A tool with what the permission gate says of it. */
export type OfferedTool = InventoryTool & {
  /** Of a call that no rule about arguments speaks of, in a session that has allowed nothing. */
  readonly policy: Verdict;
  /** Whether some rule looks at the arguments; `evaluate_permission` judges a call with them. */
  readonly policy_depends_on_arguments: boolean;
};

/** `tool_inventory_snapshot` of seed 003. */
export interface ToolInventory {
  readonly agent: string;
  readonly tools: readonly OfferedTool[];
}

export const getToolInventory = command({
  name: "get_tool_inventory",
  description: "The tools that an agent may use now, what each does, and what the gate says of it",
  kind: "read",
  input: z.strictObject({ agent: z.string().exactOptional() }),
  async run({ agent: id }, { agents, toolbox, permissions }): Promise<ToolInventory> {
    const agent = resolveAgent(id, agents);
    const policy = forAgent(permissions.policy(), agent);
    const tools = toolsFor(agent, toolbox()).map(withTraits);
    return { agent: agent.id, tools: tools.map((tool) => offered(tool, policy)) };
  },
});

function offered(tool: InventoryTool, policy: Policy): OfferedTool {
  const isAboutArguments = ({ args }: PermissionRule) => args !== undefined;
  const rules = policy.rules.filter((rule) => !isAboutArguments(rule));
  return {
    ...tool,
    policy: evaluatePermission(tool, {}, { ...policy, rules }, NOTHING_YET).verdict,
    policy_depends_on_arguments: policy.rules.some(
      (rule) => isAboutArguments(rule) && matchesGlob(rule.match, tool.name),
    ),
  };
}

function resolveAgent(id: string | undefined, agents: AgentRegistry): Agent {
  try {
    return agents.resolve(id);
  } catch (cause) {
    if (!(cause instanceof UnknownAgentError)) throw cause;
    throw new CommandError("not_found", cause.message, {}, { cause });
  }
}

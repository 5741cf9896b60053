import { z } from "zod";

import type { CatalogTool } from "#runtime/event/tool.ts";
import { toolsFor } from "#runtime/pmpo/agent-tools.ts";
import { command, CommandError } from "./command.ts";

/** `tool_inventory_snapshot` of seed 003. */
export interface ToolInventory {
  readonly agent: string;
  readonly tools: readonly CatalogTool[];
}

export const getToolInventory = command({
  name: "get_tool_inventory",
  description: "The tools that an agent may use now",
  kind: "read",
  input: z.strictObject({ agent: z.string().exactOptional() }),
  async run({ agent: id }, { agents, toolbox }): Promise<ToolInventory> {
    const known = agents.list().map((agent) => agent.id);
    if (id !== undefined && !known.includes(id)) {
      throw new CommandError(
        "not_found",
        `There is no agent "${id}"; known are ${known.join(", ")}`,
      );
    }
    const agent = agents.resolve(id);
    return { agent: agent.id, tools: toolsFor(agent, toolbox()) };
  },
});

import type { Agent } from "#runtime/agent/agent.ts";
import type { CatalogTool } from "#runtime/event/tool.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import { isClientTool } from "#runtime/tool/client-tools.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/**
 * The tools of the inventory that an agent may use, and those that its client brought. Where the model is
 * meant and no agent, the latter alone.
 */
export function toolsFor(
  agent: Pick<Agent, "tools">,
  toolbox: Toolbox,
  request: TurnRequest = {},
): readonly CatalogTool[] {
  const globs = request.direct === true ? [] : agent.tools;
  return toolbox
    .list()
    .filter((tool) => isClientTool(tool) || globs.some((glob) => matchesGlob(glob, tool.name)));
}

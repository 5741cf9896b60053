import type { Agent } from "#runtime/agent/agent.ts";
import { DELEGATES } from "#runtime/agent/sub-agent/delegate-name.ts";
import { SKILLS } from "#runtime/agent/skill/skill-tool.ts";
import type { CatalogTool } from "#runtime/event/tool.ts";
import type { TurnRequest } from "#runtime/event/turn-request.ts";
import { MEMORY } from "#runtime/memory/memory-tools.ts";
import { isClientTool } from "#runtime/tool/client-tools.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/**
 * The tools of the inventory that an agent may use, and those that its client brought. Where the model is
 * meant and no agent, the latter alone. What an agent's own agents, skills and memory bring needs no second word.
 */
export function toolsFor(
  agent: Pick<Agent, "tools">,
  toolbox: Toolbox,
  request: TurnRequest = {},
): readonly CatalogTool[] {
  const isMeant = ({ name, source }: CatalogTool) =>
    OF_THE_AGENT.has(source) || agent.tools.some((glob) => matchesGlob(glob, name));
  return toolbox
    .list()
    .filter((tool) => isClientTool(tool) || (request.direct !== true && isMeant(tool)));
}

const OF_THE_AGENT: ReadonlySet<string> = new Set([DELEGATES, MEMORY, SKILLS]);

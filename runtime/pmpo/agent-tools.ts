import type { Agent } from "#runtime/agent/agent.ts";
import { DELEGATES } from "#runtime/agent/sub-agent/delegate-name.ts";
import { SKILLS } from "#runtime/agent/skill/skill-tool.ts";
import type { CatalogTool } from "#runtime/event/tool.ts";
import { MEMORY } from "#runtime/memory/memory-tools.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** The tools of the inventory that an agent may use; what its own agents, skills and memory bring needs no second word. */
export function toolsFor(agent: Agent, toolbox: Toolbox): readonly CatalogTool[] {
  return toolbox.list().filter(({ name, source }) => {
    return OF_THE_AGENT.has(source) || agent.tools.some((glob) => matchesGlob(glob, name));
  });
}

const OF_THE_AGENT: ReadonlySet<string> = new Set([DELEGATES, MEMORY, SKILLS]);

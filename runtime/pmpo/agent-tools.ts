import type { Agent } from "#runtime/agent/agent.ts";
import { DELEGATES } from "#runtime/agent/sub-agent/delegate-name.ts";
import type { CatalogTool } from "#runtime/event/tool.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Toolbox } from "#runtime/tool/toolbox.ts";

/** The tools of the inventory that an agent may use; what it names as its own agents needs no second word. */
export function toolsFor(agent: Agent, toolbox: Toolbox): readonly CatalogTool[] {
  return toolbox.list().filter(({ name, source }) => {
    return source === DELEGATES || agent.tools.some((glob) => matchesGlob(glob, name));
  });
}

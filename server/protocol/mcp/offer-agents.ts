import type { McpServer } from "@modelcontextprotocol/server";

import type { Agent } from "#runtime/agent/agent.ts";
import { addAgentPrompt } from "./agent-prompts.ts";
import { addAgentTool } from "./agent-tools.ts";
import type { McpServing } from "./mcp-server.ts";

/** Offers each agent as a tool and a prompt. The answer does so again, for agents come and go with their files. */
export function offerAgents(server: McpServer, services: McpServing): () => void {
  const offered = new Map<string, { readonly agent: Agent; readonly withdraw: () => void }>();
  const refresh = (): void => {
    const agents = new Map(services.control.agents.list().map((agent) => [agent.id, agent]));
    for (const [id, { agent, withdraw }] of offered) {
      if (agents.get(id) === agent) continue;
      withdraw();
      offered.delete(id);
    }
    for (const [id, agent] of agents) {
      if (offered.has(id)) continue;
      const parts = [addAgentTool(server, services, agent), addAgentPrompt(server, agent)];
      const withdraw = (): void => {
        for (const part of parts) part.remove();
      };
      offered.set(id, { agent, withdraw });
    }
  };
  refresh();
  return refresh;
}

import { McpServer } from "@modelcontextprotocol/server";

import type { AppServices } from "#server/services.ts";
import { addAgentPrompts } from "./agent-prompts.ts";
import { addAgentTools } from "./agent-tools.ts";
import { addRunResources } from "./run-resources.ts";

/** What the MCP server works with. */
export type McpServing = Pick<AppServices, "control" | "streams" | "version">;

/** An MCP server of one exchange or connection: agents as tools and prompts, runs and artifacts as resources. */
export function createMcpServer(services: McpServing): McpServer {
  const server = new McpServer(
    { name: "uar-playground", title: "UAR Playground", version: services.version },
    { instructions: INSTRUCTIONS, capabilities: UNANNOUNCED },
  );
  addAgentTools(server, services);
  addRunResources(server, services);
  addAgentPrompts(server, services);
  return server;
}

/** Lists are read anew by each request, and nobody is told when they change. */
const UNANNOUNCED = {
  tools: { listChanged: false },
  resources: { listChanged: false },
  prompts: { listChanged: false },
};

const INSTRUCTIONS = `Each tool but stop_run hands a message to the agent of its name and answers with what it
said. Send the session_id of an answer again to go on with that conversation. A call may wait for a person
who allows what the agent wants to do: they answer in the playground.`;

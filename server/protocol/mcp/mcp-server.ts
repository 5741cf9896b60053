import { McpServer } from "@modelcontextprotocol/server";

import type { AppServices } from "#server/services.ts";
import { addReviewPrompt } from "./agent-prompts.ts";
import { addStopTool } from "./agent-tools.ts";
import { callStates } from "./call-state.ts";
import { offerAgents } from "./offer-agents.ts";
import { addRunResources } from "./run-resources.ts";

/** What the MCP server works with. */
export type McpServing = Pick<AppServices, "control" | "streams" | "token" | "version">;

/** An MCP server that serves one exchange, connection or session. */
export interface McpServed {
  readonly server: McpServer;
  /** Takes up what has changed of the agents, for a server that lives on. */
  readonly refresh: () => void;
}

/** An MCP server: agents as tools and prompts, runs and artifacts as resources. */
export function createMcpServer(services: McpServing): McpServed {
  const states = callStates(services.token);
  const server = new McpServer(
    { name: "uar-playground", title: "UAR Playground", version: services.version },
    {
      instructions: INSTRUCTIONS,
      capabilities: UNANNOUNCED,
      requestState: { verify: (state, context) => states.verify(state, context) },
    },
  );
  return { server, refresh: addContents(server, services) };
}

/** Adds all that the runtime offers. The answer takes up what has changed of the agents. */
export function addContents(server: McpServer, services: McpServing): () => void {
  const refresh = offerAgents(server, services);
  addStopTool(server, services);
  addReviewPrompt(server);
  addRunResources(server, services);
  return refresh;
}

/** Lists are read anew by each request, and nobody is told when they change. */
const UNANNOUNCED = {
  tools: { listChanged: false },
  resources: { listChanged: false },
  prompts: { listChanged: false },
};

const INSTRUCTIONS = `Each tool but stop_run hands a message to the agent of its name and answers with what it
said. Send the session_id of an answer again to go on with that conversation. A call may wait for a person
who allows what the agent wants to do: they are asked by elicitation where you can, and can always answer in the
playground.`;

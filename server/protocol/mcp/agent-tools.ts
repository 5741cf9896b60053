import type { CallToolResult, McpServer, RegisteredTool } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { callAgent } from "./call-agent.ts";
import { failure } from "./call-answer.ts";
import { callerOf } from "./caller.ts";
import type { McpServing } from "./mcp-server.ts";

/** A message to an agent. */
const AgentCall = z.strictObject({
  message: z.string().describe("What the agent is to do or to answer"),
  session_id: z
    .string()
    .exactOptional()
    .describe("Goes on with this conversation; without it a new one begins"),
  model: z.string().exactOptional().describe("Another model than the agent's own"),
});

const AgentAnswer = z.object({
  session_id: z.string(),
  run_id: z.string(),
  status: z.string(),
  text: z.string(),
});

/** Adds the tool that stops a run. */
export function addStopTool(server: McpServer, services: McpServing): void {
  server.registerTool(
    "stop_run",
    {
      description: "Stops a run of an agent; what it said so far is kept",
      inputSchema: z.strictObject({ run_id: z.string().min(1) }),
    },
    ({ run_id }) =>
      refusable<CallToolResult>(async () => {
        const { status } = await perform(interruptTurn, { run_id }, services.control);
        return { content: [{ type: "text", text: status }] };
      }),
  );
}

/** Adds the tool that hands a message to an agent. */
export function addAgentTool(
  server: McpServer,
  services: McpServing,
  { id, description }: Agent,
): RegisteredTool {
  return server.registerTool(
    id,
    {
      description: description === "" ? `Asks the agent ${id}` : description,
      inputSchema: AgentCall,
      outputSchema: AgentAnswer,
    },
    ({ message, session_id, model }, context) =>
      refusable(() => {
        const options = { agent: id, ...(model !== undefined && { model }) };
        const place = session_id === undefined ? {} : { session_id };
        const turn = { input: { text: message }, options, ...place };
        return callAgent(turn, services, callerOf(server, context));
      }),
  );
}

/** What the runtime refuses is an answer that the calling model can learn from. */
async function refusable<Result>(work: () => Promise<Result>): Promise<Result | CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) return failure(error.message);
    throw error;
  }
}

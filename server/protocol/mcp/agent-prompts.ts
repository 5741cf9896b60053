import type { GetPromptResult, McpServer, RegisteredPrompt } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { activeSkills, systemPrompt } from "#runtime/agent/instructions.ts";
import { runUri } from "./run-resources.ts";

/** Adds an agent's instructions as a prompt for the caller's own model. */
export function addAgentPrompt(server: McpServer, agent: Agent): RegisteredPrompt {
  return server.registerPrompt(
    agent.id,
    {
      title: `As ${agent.id}`,
      description: `The instructions of ${agent.id} and a message, for a model of your own`,
      argsSchema: z.object({ message: z.string() }),
    },
    ({ message }) => {
      const instructions = systemPrompt(agent, activeSkills(agent, message));
      return said(`${instructions}\n\n${message}`);
    },
  );
}

/** Adds the prompt that looks at a run. */
export function addReviewPrompt(server: McpServer): void {
  server.registerPrompt(
    "review_run",
    {
      title: "Review a run",
      description: "Asks what a run did, where it went wrong and what would have helped",
      argsSchema: z.object({ run_id: z.string() }),
    },
    ({ run_id }) =>
      said(
        `Read the events of the run at ${runUri(run_id)}/events. Say in the order of the events what it did, where it went wrong or took a detour, and which change of its instructions, tools or budget would have helped.`,
      ),
  );
}

function said(text: string): GetPromptResult {
  return { messages: [{ role: "user", content: { type: "text", text } }] };
}

import { createRequestStateCodec, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { CreateServer } from "#server/protocol/mcp/mcp-routes.ts";
import { addContents } from "#server/protocol/mcp/mcp-server.ts";
import { addSuiteContents } from "./suite-contents.ts";
import { addOpenQuestions } from "./suite-open-questions.ts";
import { addSuiteQuestions, said } from "./suite-questions.ts";

/**
 * The server of the runtime with what the official suite looks for by name beside it. Those tools take no
 * arguments and answer in pictures, sounds and questions, so that no agent could stand in for one.
 */
export function suiteServer(): CreateServer {
  const states = createRequestStateCodec<string>({
    key: crypto.getRandomValues(new Uint8Array(32)),
  });
  return (services, notify) => {
    const server = new McpServer(
      { name: "uar-playground", version: services.version },
      {
        capabilities: { resources: { subscribe: true }, logging: {}, completions: {} },
        requestState: { verify: (state, context) => states.verify(state, context) },
      },
    );
    const refresh = addContents(server, services);
    addSuiteContents(server);
    addSuiteQuestions(server, states);
    addOpenQuestions(server);
    addMessages(server);
    addTriggers(server, {
      test_trigger_tool_change: () => notify.toolsChanged(),
      test_trigger_prompt_change: () => notify.promptsChanged(),
    });
    server.server.setRequestHandler("completion/complete", () => ({ completion: { values: [] } }));
    server.server.setRequestHandler("resources/subscribe", () => ({}));
    server.server.setRequestHandler("resources/unsubscribe", () => ({}));
    server.server.setRequestHandler("logging/setLevel", () => ({}));
    return { server, refresh };
  };
}

/** Tools that say something before they answer. */
function addMessages(server: McpServer): void {
  const about = { description: "Says something before it answers", inputSchema: z.object({}) };
  server.registerTool("test_tool_with_logging", about, async (_, { mcpReq }) => {
    for (const data of ["Started", "Works", "Is done"]) {
      await mcpReq.notify({ method: "notifications/message", params: { level: "info", data } });
    }
    return said("Logged");
  });
  server.registerTool("test_logging_tool", about, async (_, { mcpReq }) => {
    await mcpReq.log("info", "Nobody asked for this");
    return said("Logged");
  });
  server.registerTool("test_tool_with_progress", about, async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      const params = { progressToken: progressToken ?? "", progress, total: 100 };
      await mcpReq.notify({ method: "notifications/progress", params });
    }
    return said("Done");
  });
  server.registerTool("test_error_handling", about, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}

function addTriggers(server: McpServer, triggers: Readonly<Record<string, () => void>>): void {
  for (const [name, pull] of Object.entries(triggers)) {
    const about = { description: "Tells all who listen", inputSchema: z.object({}) };
    server.registerTool(name, about, () => {
      pull();
      return said("Told");
    });
  }
}

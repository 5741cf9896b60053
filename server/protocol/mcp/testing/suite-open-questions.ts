import type {
  ElicitRequestFormParams,
  McpServer,
  ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

import { said } from "./suite-questions.ts";

type Properties = ElicitRequestFormParams["requestedSchema"]["properties"];

const DEFAULTS: Properties = {
  name: { type: "string", default: "John Doe" },
  age: { type: "integer", default: 30 },
  score: { type: "number", default: 95.5 },
  status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
  verified: { type: "boolean", default: true },
};

const THREE = ["option1", "option2", "option3"];
const TITLED = [
  { const: "value1", title: "First" },
  { const: "value2", title: "Second" },
  { const: "value3", title: "Third" },
];

const CHOICES: Properties = {
  untitledSingle: { type: "string", enum: THREE },
  titledSingle: { type: "string", oneOf: TITLED },
  legacyEnum: {
    type: "string",
    enum: ["opt1", "opt2", "opt3"],
    enumNames: ["Option One", "Option Two", "Option Three"],
  },
  untitledMulti: { type: "array", items: { type: "string", enum: THREE } },
  titledMulti: { type: "array", items: { anyOf: TITLED } },
};

const PERSON: Properties = { username: { type: "string" }, email: { type: "string" } };

/** The tools of the official suite that ask their caller while their call is open (before 2026-07-28). */
export function addOpenQuestions(server: McpServer): void {
  const description = "Asks while the call is open";
  server.registerTool(
    "test_sampling",
    { description, inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const messages = [{ role: "user", content: { type: "text", text: prompt } }];
      const params = { messages, maxTokens: 100 };
      const { content } = await mcpReq.send({ method: "sampling/createMessage", params });
      return said(`LLM response: ${JSON.stringify(content)}`);
    },
  );
  server.registerTool(
    "test_elicitation",
    { description, inputSchema: z.object({ message: z.string() }) },
    async ({ message }, context) => said(await ask(context, message, PERSON)),
  );
  for (const [name, properties] of Object.entries({
    test_elicitation_sep1034_defaults: DEFAULTS,
    test_elicitation_sep1330_enums: CHOICES,
  })) {
    server.registerTool(name, { description, inputSchema: z.object({}) }, async (_, context) =>
      said(await ask(context, "Please choose", properties)),
    );
  }
}

async function ask({ mcpReq }: ServerContext, message: string, properties: Properties) {
  const requestedSchema = { type: "object", properties };
  const params = { mode: "form", message, requestedSchema };
  const { action, content } = await mcpReq.send({ method: "elicitation/create", params });
  return `Elicitation completed: action=${action}, content=${JSON.stringify(content)}`;
}

// Our MCP client as the official suite starts it: `suite-client.ts <url>`. It calls what the suite asks for, or
// else each tool once, and ends in an error where it cannot connect.
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { systemClock } from "#runtime/system-services.ts";
import { openEdgeTransport } from "#runtime/tool/mcp/edge-transport.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import { standardAnswer } from "#runtime/state/question-fields.ts";
import type { PersonAnswer, PersonQuestion, Tool } from "#runtime/tool/tool.ts";

const Arguments = z.record(z.string(), Json);

/** What some scenarios say beside the address. */
const Context = z.looseObject({
  toolCalls: z.array(z.object({ name: z.string(), arguments: Arguments })).optional(),
});

/** Enough of every scenario's tools; what a tool does not know it is free to refuse. */
const ANY_ARGUMENTS = { a: 5, b: 3, region: "us-west1" };

const [, , url] = process.argv;
const { toolCalls } = Context.parse(JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}"));
const source = new McpSource({
  servers: { suite: { url: url ?? "", headers: {}, trust: false } },
  env: {},
  clock: systemClock,
  openTransport: openEdgeTransport,
});

await source.start();
const [health] = source.health();
for (const [tool, args] of chosen(source.tools())) await callOnce(tool, args);
await source.close();
if (health?.status !== "connected") throw new Error(`Not connected: ${health?.reason ?? ""}`);

function chosen(tools: readonly Tool[]): readonly (readonly [Tool, Record<string, Json>])[] {
  if (toolCalls === undefined) return tools.map((tool) => [tool, ANY_ARGUMENTS] as const);
  return toolCalls.flatMap(({ name, arguments: args }) => {
    const tool = tools.find((candidate) => candidate.name === `suite__${name}`);
    return tool === undefined ? [] : [[tool, args] as const];
  });
}

/** The person who sends the form as it comes. */
async function answerAsShown({ schema }: PersonQuestion): Promise<PersonAnswer> {
  return { action: "accept", content: standardAnswer(schema) };
}

/** A server may refuse a call: what reached it is what the suite looks at. */
async function callOnce(tool: Tool, args: Record<string, Json>): Promise<void> {
  const context = {
    signal: AbortSignal.timeout(10_000),
    idempotency_key: tool.name,
    progress: () => {},
    record: () => {},
    ask: answerAsShown,
  };
  try {
    const { content } = await tool.run(args, context);
    process.stdout.write(`${tool.name}: ${content}\n`);
  } catch (error) {
    process.stderr.write(`${tool.name}: ${String(error)}\n`);
  }
}

// Our MCP client as the official suite starts it: `suite-client.ts <url>`. It signs in where it is asked to, calls
// what the suite asks for, or else each tool once, and ends in an error where it cannot connect.
import { randomUUID } from "node:crypto";
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import { systemClock } from "#runtime/system-services.ts";
import { openEdgeTransport } from "#runtime/tool/mcp/edge-transport.ts";
import { signInsInMemory } from "#runtime/tool/mcp/sign-in/sign-in-records.ts";
import { SignIns } from "#runtime/tool/mcp/sign-in/sign-ins.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import { standardAnswer } from "#runtime/state/question-fields.ts";
import { SourceFailure } from "#runtime/tool/source-failure.ts";
import type { PersonAnswer, PersonQuestion, Tool } from "#runtime/tool/tool.ts";
import { signInAtOnce } from "./suite-browser.ts";

const SERVER = "suite";

const Arguments = z.record(z.string(), Json);

/** What some scenarios say beside the address. */
const Context = z.looseObject({
  toolCalls: z.array(z.object({ name: z.string(), arguments: Arguments })).optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
});

/** Enough of every scenario's tools; what a tool does not know it is free to refuse. */
const ANY_ARGUMENTS = { a: 5, b: 3, region: "us-west1" };
/** A document that the suite knows, for authorization servers that read such. */
const CLIENT_METADATA = "https://conformance-test.local/client-metadata.json";
/** What a person is asked once more for the same thing. */
const MAX_SIGN_INS = 2;

const [, , url = ""] = process.argv;
const { toolCalls, client_id, client_secret } = Context.parse(
  JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}"),
);
const signIns = await SignIns.open({
  store: signInsInMemory(),
  clock: systemClock,
  secret: randomUUID,
});
const oauth = { client_id, client_secret, client_metadata_url: CLIENT_METADATA };
const source = new McpSource({
  servers: { [SERVER]: { url, headers: {}, trust: false, oauth } },
  env: {},
  clock: systemClock,
  openTransport: openEdgeTransport,
  signIns,
});

await source.start();
await connect();
for (const [name, args] of chosen(source.tools())) await call(name, args);
const [health] = source.health();
await source.close();
if (health?.status !== "connected") throw new Error(`Not connected: ${health?.reason ?? ""}`);

async function connect(): Promise<void> {
  for (let times = 0; source.health()[0]?.status === "needs_sign_in"; times += 1) {
    if (times === MAX_SIGN_INS) throw new Error("It asks for a sign-in again and again");
    await signInAtOnce(signIns, SERVER);
    await source.reconnect(SERVER);
  }
}

/** The person who sends the form as it comes. */
async function answerAsShown({ schema }: PersonQuestion): Promise<PersonAnswer> {
  return { action: "accept", content: standardAnswer(schema) };
}

function chosen(tools: readonly Tool[]): readonly (readonly [string, Record<string, Json>])[] {
  if (toolCalls === undefined) return tools.map(({ name }) => [name, ANY_ARGUMENTS] as const);
  return toolCalls.map(({ name, arguments: args }) => [`${SERVER}__${name}`, args] as const);
}

/** Calls a tool, and again after each sign-in that it asks for. */
async function call(name: string, args: Record<string, Json>): Promise<void> {
  for (let times = 0; await callOnce(name, args); times += 1) {
    if (times === MAX_SIGN_INS) throw new Error(`${name} asks for a sign-in again and again`);
    await signInAtOnce(signIns, SERVER);
    await source.reconnect(SERVER);
  }
}

/** Whether it asks for a sign-in. A server may refuse a call: what reached it is what the suite looks at. */
async function callOnce(name: string, args: Record<string, Json>): Promise<boolean> {
  const tool = source.tools().find((candidate) => candidate.name === name);
  const context = {
    signal: AbortSignal.timeout(10_000),
    idempotency_key: name,
    progress: () => {},
    record: () => {},
    ask: answerAsShown,
  };
  try {
    const { content } = (await tool?.run(args, context)) ?? { content: "There is no such tool" };
    process.stdout.write(`${name}: ${content}\n`);
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`);
    return error instanceof SourceFailure && error.code === "needs_sign_in";
  }
  return false;
}

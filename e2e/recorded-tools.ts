import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";

import { type RecordedTool, RecordedWorld } from "#runtime/replay/made-test/recorded-world.ts";

const [file, source] = process.argv.slice(2);
if (file === undefined || source === undefined) {
  console.error("Usage: node e2e/recorded-tools.ts <recorded world> <source>");
  process.exit(2);
}

/** The tools of one server as a run met them: what a call came to then, it comes to now, once. */
const world = RecordedWorld.parse(JSON.parse(await readFile(file, "utf8")));
const tools = world.tools.filter((tool) => tool.source === source);
serveStdio(() => {
  const server = new McpServer({ name: source, version: "1.0.0" });
  for (const tool of tools) register(server, tool);
  return server;
});

function register(server: McpServer, { name, effect, calls, ...said }: RecordedTool): void {
  const left = [...calls];
  const { description, input_schema } = said;
  server.registerTool(
    name.slice(`${source}__`.length),
    {
      description,
      // What the log calls a schema came from a server as one.
      inputSchema: fromJsonSchema(input_schema as Parameters<typeof fromJsonSchema>[0]),
      annotations: { readOnlyHint: effect === "read", idempotentHint: effect === "idempotent" },
    },
    (args) => {
      const same = left.findIndex((call) => isDeepStrictEqual(call.arguments, args));
      const [call] = left.splice(Math.max(0, same), 1);
      if (call === undefined) return answer(`${name} was not called so often`, true);
      const { outcome } = call;
      // A call that never came to an end then does not now.
      return outcome === undefined
        ? new Promise(() => {})
        : answer(outcome.content, outcome.is_error);
    },
  );
}

function answer(text: string, isError: boolean) {
  return { content: [{ type: "text" as const, text }], isError };
}

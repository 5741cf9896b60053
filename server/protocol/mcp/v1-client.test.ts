import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type ClientCapabilities, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

const PASSES = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ bundle: { artifact: a, title: Chart, html: <b>1</b> } }, { text: Done }]
`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;
const Answer = z.looseObject({ run_id: z.string() });

/** The client that most programs have: the older SDK, over Streamable HTTP. */
async function connected(
  options: Parameters<typeof testApp>[0],
  capabilities: ClientCapabilities = {},
) {
  const app = await testApp(options);
  const server = await serveApp(app.app);
  onTestFinished(() => server.close());
  const client = new Client({ name: "test", version: "1.0.0" }, { capabilities });
  onTestFinished(() => client.close());
  const headers = { authorization: `Bearer ${app.token}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), {
    requestInit: { headers },
  });
  await client.connect(transport);
  return { app, client };
}

test("the older SDK's client calls an agent, hears its progress and reads what it made", async () => {
  const { client } = await connected({ passes: PASSES });
  const told: string[] = [];

  const { tools } = await client.listTools();
  const called = await client.callTool(
    { name: "guide", arguments: { message: "Draw" } },
    undefined,
    { onprogress: ({ message = "" }) => void told.push(message) },
  );
  const { run_id } = Answer.parse(called["structuredContent"]);
  const { resources } = await client.listResources();
  const chart = resources.find(({ uri }) => uri.includes(`${run_id}/artifacts/`));
  const { contents } = await client.readResource({ uri: chart?.uri ?? "" });
  const prompts = await client.listPrompts();
  const prompt = await client.getPrompt({ name: "guide", arguments: { message: "The sea" } });

  expect(tools.map(({ name }) => name)).toEqual(["guide", "stop_run"]);
  expect(told).toEqual(expect.arrayContaining(["Calls read", "half way"]));
  expect(called["content"]).toContainEqual({ type: "text", text: "Done" });
  expect(contents).toMatchObject([{ mimeType: "text/html", text: "<b>1</b>" }]);
  expect(prompts.prompts.map(({ name }) => name)).toEqual(["guide", "review_run"]);
  expect(prompt.messages).toMatchObject([
    { content: { text: expect.stringContaining("The sea") } },
  ]);
});

test("the older SDK's client stops a run by giving up its call", async () => {
  const { app, client } = await connected({ driver: new HoldingDriver() });
  const giveUp = new AbortController();
  const begun = Promise.withResolvers<string>();

  const call = client.callTool({ name: "guide", arguments: { message: "Hold" } }, undefined, {
    signal: giveUp.signal,
    onprogress: ({ message = "" }) => begun.resolve(/r_\w+/.exec(message)?.[0] ?? ""),
  });
  const run_id = await begun.promise;
  giveUp.abort("Enough");
  await expect(call).rejects.toThrow("Enough");

  expect((await app.runtime.ended(run_id)).run.status).toBe("cancelled");
});

test("the older SDK's client, which names no kind of question, is asked for its person's leave", async () => {
  const { app, client } = await connected({ passes: WRITE }, { elicitation: {} });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: {} }));

  const called = await client.callTool({ name: "guide", arguments: { message: "Write" } });

  const { run_id } = Answer.parse(called["structuredContent"]);
  const { run } = await app.runtime.ended(run_id);
  expect(run.approvals.map(({ decision }) => decision)).toEqual(["allow_once"]);
});

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, describe, expect, it } from "vitest";

import { Agent, AGENT_ID } from "#runtime/agent/agent.ts";
import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

const CALLS = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
const BUNDLE = `[{ steps: [{ bundle: { artifact: a, title: Chart, html: <b>1</b> } }, { text: Drawn }] }]`;

const ERAS = ["auto", "legacy"] as const;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function connected(mode: (typeof ERAS)[number], options: Parameters<typeof testApp>[0] = {}) {
  const app = await testApp(options);
  const server = await serveApp(app.app);
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode, probe: {} } },
  );
  const headers = { authorization: `Bearer ${app.token}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), {
    requestInit: { headers },
  });
  closers.push(
    () => server.close(),
    () => client.close(),
  );
  await client.connect(transport);
  return { app, client };
}

function idsOf(structured: unknown): { run_id: string; session_id: string } {
  // The output schema of every agent's tool has both.
  return structured as { run_id: string; session_id: string };
}

describe.each(ERAS)("the MCP server for a client of the era %s", (era) => {
  it("offers each agent as a tool and as a prompt", async () => {
    const poet = Agent.parse({ id: "poet", description: "Writes verse", system_prompt: "Rhyme." });
    const { client } = await connected(era, { agents: [poet] });

    const { tools } = await client.listTools();
    const prompt = await client.getPrompt({ name: "poet", arguments: { message: "The sea" } });

    expect(tools.map(({ name }) => name)).toEqual(["guide", "poet", "stop_run"]);
    expect(tools[1]).toMatchObject({ description: "Writes verse" });
    expect(prompt.messages[0]?.content).toMatchObject({ text: "Rhyme.\n\nThe sea" });
  });

  it("has tools and prompts of its own only under names that no agent can have", async () => {
    const { client } = await connected(era);

    const [{ tools }, { prompts }] = await Promise.all([client.listTools(), client.listPrompts()]);

    const isOwn = ({ name }: { readonly name: string }) => !AGENT_ID.test(name);
    expect(tools.filter(isOwn).map(({ name }) => name)).toEqual(["stop_run"]);
    expect(prompts.filter(isOwn).map(({ name }) => name)).toEqual(["review_run"]);
  });

  it("promises no news of its lists, for it has none to give", async () => {
    const { client } = await connected(era);

    expect(client.getServerCapabilities()).toMatchObject({
      tools: { listChanged: false },
      resources: { listChanged: false },
      prompts: { listChanged: false },
    });
  });

  it("runs an agent, tells its progress and goes on in its session", async () => {
    const { app, client } = await connected(era, { passes: CALLS });
    const told: string[] = [];

    const first = await client.callTool(
      { name: "guide", arguments: { message: "Read" } },
      { onprogress: ({ message = "" }) => void told.push(message) },
    );
    const { session_id, run_id } = idsOf(first.structuredContent);
    const second = await client.callTool({
      name: "guide",
      arguments: { message: "Go", session_id },
    });

    expect(first.content).toEqual([{ type: "text", text: "Done" }]);
    expect(told).toEqual(expect.arrayContaining(["Calls read", "half way"]));
    expect(idsOf(second.structuredContent).session_id).toBe(session_id);
    const { turns } = await (await app.runtime.thread(run_id)).state();
    expect(turns.map(({ text }) => text)).toEqual(["Read", "Go"]);
  });

  it("says that a run failed, and what was refused, as an error of the call", async () => {
    const { client } = await connected(era, {
      passes: "[{ steps: [{ failure: { code: server_error, message: Broke } }] }]",
    });

    const failed = await client.callTool({ name: "guide", arguments: { message: "Go" } });
    const refused = await client.callTool({
      name: "guide",
      arguments: { message: "Go", session_id: "s_none" },
    });

    expect(failed).toMatchObject({ isError: true, structuredContent: { status: "failed" } });
    expect(refused).toMatchObject({
      isError: true,
      content: [{ text: 'There is no session "s_none"' }],
    });
  });

  it("gives runs, their events and their artifacts as resources", async () => {
    const { client } = await connected(era, { passes: BUNDLE });
    const answer = await client.callTool({ name: "guide", arguments: { message: "Draw" } });
    const { run_id } = idsOf(answer.structuredContent);

    const { resources } = await client.listResources();
    const texts = await Promise.all(
      [...resources.map(({ uri }) => uri), `uar://runs/${run_id}/events`].map(async (uri) => {
        const [content] = (await client.readResource({ uri })).contents;
        return content !== undefined && "text" in content ? content.text : "";
      }),
    );

    expect(answer.content).toContainEqual(
      expect.objectContaining({ type: "resource_link", uri: resources[1]?.uri }),
    );
    expect(JSON.parse(texts[0] ?? "")).toMatchObject({
      run_id,
      status: "completed",
      input: "Draw",
    });
    expect(texts[1]).toBe("<b>1</b>");
    expect(JSON.parse(texts[2]?.trim().split("\n").at(-1) ?? "")).toMatchObject({
      type: "turn.completed",
    });
    await expect(client.readResource({ uri: "uar://runs/r_none" })).rejects.toThrow("r_none");
  });
});

describe("the MCP server", () => {
  it("stops the run of a call that its client cancels", async () => {
    const { app, client } = await connected("auto", { driver: new HoldingDriver() });
    const cancel = new AbortController();
    const begun = Promise.withResolvers<string>();

    const call = client.callTool(
      { name: "guide", arguments: { message: "Hold" } },
      {
        signal: cancel.signal,
        onprogress: ({ message = "" }) => {
          const [run_id] = /r_\w+/.exec(message) ?? [];
          if (run_id !== undefined) begun.resolve(run_id);
        },
      },
    );
    const run_id = await begun.promise;
    cancel.abort(new Error("Enough"));

    await expect(call).rejects.toThrow("Enough");
    expect((await app.runtime.ended(run_id)).run.status).toBe("cancelled");
  });

  it("stops a run by its id, for clients that cannot cancel a call", async () => {
    const { app, client } = await connected("legacy", { driver: new HoldingDriver() });
    const { run_id } = await app.runtime.submit("Hold");

    await client.callTool({ name: "stop_run", arguments: { run_id } });

    expect((await app.runtime.ended(run_id)).run.status).toBe("cancelled");
  });

  it("answers what is not JSON with a parse error", async () => {
    const app = await testApp();

    const response = await app.post("/mcp", "{oops");

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ jsonrpc: "2.0", error: { code: -32_700 } });
  });
});

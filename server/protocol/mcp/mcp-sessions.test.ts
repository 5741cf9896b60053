import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, it, onTestFinished } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import type { AgentSource } from "#runtime/agent/agent-source.ts";
import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { ManualClock } from "#runtime/test-runtime.ts";
import { serveApp } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";
import { createMcpServer } from "./mcp-server.ts";
import { McpSessions } from "./mcp-sessions.ts";

const HEADERS = {
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
};
const IDLE_MS = 1_000;

function message(method: string, params: object = {}, id = 1) {
  return { jsonrpc: "2.0", id, method, params };
}

const INITIALIZE = message("initialize", {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1.0.0" },
});
const HOLD = message(
  "tools/call",
  { name: "guide", arguments: { message: "Hold" }, _meta: { progressToken: 1 } },
  2,
);

function request(): Request {
  return new Request("http://127.0.0.1/mcp", { method: "POST", headers: HEADERS });
}

/** Sessions of which there are two at most. */
async function twoSessions() {
  const app = await testApp({ driver: new HoldingDriver() });
  const clock = new ManualClock();
  const stop = new AbortController();
  const streams = { ...app.services.streams, draining: stop.signal };
  const sessions = new McpSessions({
    clock,
    draining: stop.signal,
    create: () => createMcpServer({ ...app.services, streams }),
    report: (error) => {
      throw error;
    },
    max: 2,
    idleMs: IDLE_MS,
  });
  const begin = async (): Promise<string> => {
    const response = await sessions.begin(request(), INITIALIZE, "token");
    await response?.text();
    return response?.headers.get("mcp-session-id") ?? "";
  };
  const post = (id: string, body: object) => {
    const headers = { ...HEADERS, "mcp-session-id": id };
    const asked = new Request("http://127.0.0.1/mcp", { method: "POST", headers });
    return sessions.post(id, { request: asked, body, access: "token" });
  };
  return { clock, stop, sessions, begin, post };
}

/** The run of an answer that is being given, by the first of its progress; the rest can still be read. */
async function runOf(response: Response | undefined): Promise<string> {
  const reader = response?.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  reader?.releaseLock();
  return /r_\w+/.exec(new TextDecoder().decode(value))?.[0] ?? "";
}

/** What is left of an answer. */
async function restOf(response: Response | undefined): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response?.body ?? []) text += decoder.decode(bytes);
  return text;
}

describe("the sessions of MCP", () => {
  it("give the place of the one that was used least recently to a new one", async () => {
    const { sessions, begin, post } = await twoSessions();
    const [first, second] = [await begin(), await begin()];
    await post(first, message("ping"));

    const third = await begin();

    expect([first, second, third].map((id) => sessions.has(id, "token"))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("end for no new one, and not for being idle, while a call is open", async () => {
    const { clock, sessions, begin, post } = await twoSessions();
    const [first, second] = [await begin(), await begin()];
    await post(first, HOLD);
    const left = await post(second, HOLD);
    // Its client went away, and the call is no less at work.
    await left?.body?.cancel();
    clock.advance(IDLE_MS + 1);

    expect(await sessions.begin(request(), INITIALIZE, "token")).toBeUndefined();
    expect([first, second].map((id) => sessions.has(id, "token"))).toEqual([true, true]);
  });

  it("end when they were idle for too long", async () => {
    const { clock, sessions, begin } = await twoSessions();
    const id = await begin();
    clock.advance(IDLE_MS);
    const before = sessions.has(id, "token");

    clock.advance(IDLE_MS + 1);

    expect([before, sessions.has(id, "token"), sessions.size]).toEqual([true, false, 0]);
  });

  it("are found with the credential alone that began them", async () => {
    const { sessions, begin } = await twoSessions();
    const id = await begin();

    expect(sessions.has(id, "session")).toBe(false);
    expect(sessions.end(id, "session")).toBe(false);
    expect(sessions.has(id, "token")).toBe(true);
  });

  it("end when the server stops, one with an open call after its answer", async () => {
    const { stop, sessions, begin, post } = await twoSessions();
    await begin();
    const response = await post(await begin(), HOLD);
    const run_id = await runOf(response);

    stop.abort();
    const open = sessions.size;
    const answer = await restOf(response);

    expect(open).toBe(1);
    expect(answer).toContain(`The server stops; the run \\"${run_id}\\" goes on later`);
    expect(sessions.size).toBe(0);
    expect(await sessions.begin(request(), INITIALIZE, "token")).toBeUndefined();
  });
});

function poet(description: string): Agent {
  return Agent.parse({ id: "poet", description, system_prompt: "Rhyme." });
}

function sourceOf(agents: ReadonlyMap<string, Agent>): AgentSource {
  return {
    title: "Test",
    ids: () => [...agents.keys()],
    has: (id) => agents.has(id),
    load: (id) => ({ agent: agents.get(id) ?? poet(""), labels: {}, notes: [] }),
    files: () => new Map(),
    broken: () => [],
    reload: async () => {},
  };
}

describe("/mcp with a session", () => {
  async function connected(options: Parameters<typeof testApp>[0] = {}) {
    const app = await testApp({ driver: new HoldingDriver(), ...options });
    const server = await serveApp(app.app);
    const client = new Client({ name: "test", version: "1.0.0" });
    onTestFinished(() => server.close());
    onTestFinished(() => client.close());
    const headers = { authorization: `Bearer ${app.token}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), {
      requestInit: { headers },
    });
    await client.connect(transport);
    return { app, client, transport, id: transport.sessionId ?? "" };
  }

  it("stops the run of a call that is cancelled, and ends the call's stream", async () => {
    const { app, id } = await connected();
    const headers = { ...HEADERS, "mcp-session-id": id };
    const post = (body: object) =>
      app.fetch("/mcp", { method: "POST", headers, body: JSON.stringify(body) });
    const response = await post(HOLD);
    const run_id = await runOf(response);

    const params = { requestId: HOLD.id };
    await post({ jsonrpc: "2.0", method: "notifications/cancelled", params });

    expect(await restOf(response)).not.toContain("result");
    expect((await app.runtime.ended(run_id)).run.status).toBe("cancelled");
  });

  it("ends the session for its client, and knows none of that id afterwards", async () => {
    const { app, transport, id } = await connected();
    const headers = { ...HEADERS, "mcp-session-id": id };
    const list = { method: "POST", headers, body: JSON.stringify(message("tools/list")) };
    const before = await app.fetch("/mcp", list);

    await transport.terminateSession();

    expect(before.status).toBe(200);
    for (const init of [list, { method: "GET", headers }, { method: "DELETE", headers }]) {
      const response = await app.fetch("/mcp", init);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        jsonrpc: "2.0",
        id: null,
        error: {
          code: -32_001,
          message: `There is no MCP session "${id}"; begin one by initialize`,
        },
      });
    }
  });

  it("stops the run of a call that is open when its client ends the session", async () => {
    const { app, transport, id } = await connected();
    const headers = { ...HEADERS, "mcp-session-id": id };
    const body = JSON.stringify(HOLD);
    const run_id = await runOf(await app.fetch("/mcp", { method: "POST", headers, body }));

    await transport.terminateSession();

    expect((await app.runtime.ended(run_id)).run.status).toBe("cancelled");
  });

  it("takes up an agent that comes, changes or goes", async () => {
    const agents = new Map([["poet", poet("Writes verse")]]);
    const { client } = await connected({ sources: { sources: [sourceOf(agents)] } });
    const described = async () => {
      const [{ tools }, { prompts }] = [await client.listTools(), await client.listPrompts()];
      const names = new Set(prompts.map(({ name }) => name));
      return tools.filter(({ name }) => names.has(name)).map(({ description }) => description);
    };
    const before = await described();

    agents.set("poet", poet("Writes prose"));
    const changed = await described();
    agents.delete("poet");
    const gone = await described();

    const guide = before[0];
    expect([before, changed, gone]).toEqual([
      [guide, "Writes verse"],
      [guide, "Writes prose"],
      [guide],
    ]);
  });

  it("is not needed: a call that names none is answered as it is", async () => {
    const app = await testApp();
    const body = JSON.stringify(message("tools/list"));

    const response = await app.fetch("/mcp", { method: "POST", headers: HEADERS, body });

    expect(response.headers.has("mcp-session-id")).toBe(false);
    expect(await response.text()).toContain('"guide"');
  });
});

import { describe, expect, it } from "vitest";

import { reader, writer } from "#runtime/test-runtime.ts";
import type { McpHealth } from "#runtime/tool/mcp/health.ts";
import type { McpServices } from "#server/services.ts";
import { NO_SERVERS, testApp } from "#server/test-app.ts";

const HEALTH: McpHealth = {
  name: "files",
  transport: "stdio",
  status: "failed",
  reason: "it did not answer within 20 s",
  restarts: 2,
  last_error: { reason: "it ended", at: "2026-01-01T00:00:00.000Z" },
  tools: 1,
  problems: ['The tool "odd" has hidden characters'],
  log: "<b>started</b>",
};

function servers(changed: string[] = []): McpServices & { readonly reconnected: string[] } {
  const reconnected: string[] = [];
  return {
    ...NO_SERVERS,
    reconnected,
    health: () => [HEALTH],
    changed: () => changed,
    reconnect: async (name) => {
      if (name !== "files") return false;
      reconnected.push(name);
      return true;
    },
    acceptChange: (tool) => {
      changed.splice(changed.indexOf(tool), 1);
    },
  };
}

const TOOLS = [
  { ...reader, name: "files__read", source: "files", hints: { read_only: true } },
  writer,
];

describe("/tools", () => {
  it("lists servers with their health, and their tools", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });

    const text = await (await app.fetch("/tools")).text();

    expect(text).toContain('href="/tools/files/read"');
    expect(text).toContain('href="/tools/native/write"');
    expect(text).toContain("2 times");
    expect(text).toContain("it ended");
    expect(text).toContain("hidden characters");
  });

  it("gives the lines of a first server where there is none", async () => {
    const app = await testApp({ tools: [] });

    expect(await (await app.fetch("/tools")).text()).toContain("mcpServers:");
  });
});

describe("/tools/:server", () => {
  it("shows what its process wrote as text, and connects it again", async () => {
    const mcp = servers();
    const app = await testApp({ tools: TOOLS, mcp });

    const text = await (await app.fetch("/tools/files")).text();
    const answer = await app.form("/tools/files", {});

    expect(text).toContain("&lt;b&gt;started");
    expect(answer.status).toBe(303);
    expect(mcp.reconnected).toEqual(["files"]);
  });

  it("answers 404 for a server and a tool that are not there", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });

    expect((await app.fetch("/tools/none")).status).toBe(404);
    expect((await app.form("/tools/none", {})).status).toBe(404);
    expect((await app.fetch("/tools/files/none")).status).toBe(404);
  });
});

describe("/tools/:server/:tool", () => {
  it("calls the tool with what the form says, and shows the run", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });

    const answer = await app.form("/tools/files/read/calls", { "argument:path": "a.md" });
    const place = answer.headers.get("location") ?? "";
    const run = new URL(place, "http://x").searchParams.get("run") ?? "";
    await app.runtime.ended(run);
    const text = await (await app.fetch(place)).text();

    expect(answer.status).toBe(303);
    expect(text).toContain("read &quot;a.md&quot;");
    expect(text).toContain(`/runs/${run}`);
    expect(text).toMatch(/name="argument:path"[^>]*>\s*a\.md</);
  });

  it("takes the arguments as JSON, and asks before it acts", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });

    const answer = await app.form("/tools/native/write/calls", { json: '{"path": "b.md"}' });
    const run = new URL(answer.headers.get("location") ?? "", "http://x").searchParams.get("run");
    await app.runtime.reaches(run ?? "", ({ status }) => status === "waiting_permission");
    const text = await (await app.fetch(answer.headers.get("location") ?? "")).text();

    expect(text).toContain("Allow once");
  });

  it.each([
    [{ json: "{" }, "not JSON"],
    [{ json: "[]" }, "not an object"],
    [{ "argument:path": "" }, "path"],
    [{ json: '{"path": "x"}', agent: "nobody" }, "nobody"],
  ])("says what is wrong with %j, and keeps it", async (fields, problem) => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });

    const answer = await app.form("/tools/native/write/calls", fields);
    const text = await answer.text();

    expect(answer.status).toBe(422);
    expect(text).toContain(problem);
    expect(await app.runtime.services.threads.list()).toEqual([]);
  });

  it("does not show the run of another tool", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers() });
    const { run } = await app.runtime.ask("Hello");

    expect((await app.fetch(`/tools/files/read?run=${run.run_id}`)).status).toBe(404);
  });

  it("says that a tool has changed until a person has read it", async () => {
    const app = await testApp({ tools: TOOLS, mcp: servers(["files__read"]) });

    const before = await (await app.fetch("/tools/files/read")).text();
    await app.form("/tools/files/read/accept", {});
    const after = await (await app.fetch("/tools/files/read")).text();

    expect(before).toContain("I have read it");
    expect(after).not.toContain("I have read it");
  });
});

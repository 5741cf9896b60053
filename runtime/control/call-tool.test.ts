import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { payloadsOf, reader, testRuntime, typesOf, writer } from "#runtime/test-runtime.ts";
import { callTool } from "./call-tool.ts";
import { perform } from "./dispatch.ts";

describe("call_tool", () => {
  it("calls the tool as a run of its own, with the exact arguments", async () => {
    const runtime = await testRuntime();

    const { run_id } = await perform(
      callTool,
      { tool: "read", arguments: { path: "a.md" } },
      runtime.services,
    );
    const { run, events } = await runtime.ended(run_id);

    expect(run.status).toBe("completed");
    expect(run.calls).toMatchObject([
      {
        name: "read",
        status: "done",
        arguments: { path: "a.md" },
        output: { content: 'read "a.md"' },
      },
    ]);
    expect(payloadsOf(events, "session.created")).toEqual([{ title: "Tool trials" }]);
    expect(typesOf(events)).toContain("tool.started");
  });

  it("asks a person as any call does", async () => {
    const runtime = await testRuntime();

    const { run_id } = await perform(
      callTool,
      { tool: "write", arguments: { path: "a.md" } },
      runtime.services,
    );
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    expect(run.approvals).toMatchObject([{ tool: "write", arguments: { path: "a.md" } }]);
    expect(run.calls[0]?.started_at).toBeUndefined();
  });

  it("keeps all trials in one session, until another message was sent in it", async () => {
    const runtime = await testRuntime();
    const call = () => perform(callTool, { tool: "read", arguments: {} }, runtime.services);

    const first = await call();
    await runtime.ended(first.run_id);
    const second = await call();
    await runtime.ended(second.run_id);
    await runtime.ask("Hello", { session_id: first.session_id });
    const third = await call();

    expect(second.session_id).toBe(first.session_id);
    expect(third.session_id).not.toBe(first.session_id);
  });

  it("is one call when it is sent twice with one key", async () => {
    const runtime = await testRuntime();
    const input = { tool: "read", arguments: { path: "a" }, idempotency_key: "k" };

    const answers = await Promise.all([
      perform(callTool, input, runtime.services),
      perform(callTool, input, runtime.services),
    ]);

    expect(answers[1]?.run_id).toBe(answers[0]?.run_id);
  });

  it("refuses arguments that the schema does not allow, and writes nothing", async () => {
    const { services } = await testRuntime();

    const answer = perform(callTool, { tool: "write", arguments: { path: 1 } }, services);

    await expect(answer).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining('"path"'),
    });
    expect(await services.threads.list()).toEqual([]);
  });

  it("takes an agent that may use the tool, and refuses one that may not", async () => {
    const agents = [
      Agent.parse({ id: "writer", system_prompt: "x", tools: ["write"] }),
      Agent.parse({ id: "nobody", system_prompt: "x", tools: [] }),
    ];
    const runtime = await testRuntime({ agents, tools: [reader, writer] });

    const { run_id } = await perform(callTool, { tool: "read" }, runtime.services);
    const { run } = await runtime.ended(run_id);
    const refused = perform(callTool, { tool: "read", agent: "nobody" }, runtime.services);

    expect(run.agent).toBe("guide");
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      message: 'The agent "nobody" may not use the tool "read": only guide may',
    });
  });

  it("names a tool that is not there", async () => {
    const { services } = await testRuntime();

    const answer = perform(callTool, { tool: "fly" }, services);

    await expect(answer).rejects.toMatchObject({ code: "not_found" });
  });
});

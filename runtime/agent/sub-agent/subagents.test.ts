import { describe, expect, it } from "vitest";

import { dispatch } from "#runtime/control/dispatch.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import {
  agent,
  LEAD,
  leads,
  writes,
  family,
  childOf,
  stalls,
  goingOn,
  stalling,
} from "./testing/family.ts";

describe("an agent that names another one", () => {
  it("hands a task to it and goes on with its answer", async () => {
    const runtime = await family(() => says("Nothing to write", { input: 30, output: 3 }));

    const { run, events } = await runtime.ask("Go");

    expect(run.status).toBe("completed");
    expect(run.calls[0]).toMatchObject({ name: "agent__scribe", status: "done" });
    expect(run.calls[0]?.output?.content).toBe("Nothing to write");
    expect(payloadsOf(events, "subagent.spawned")).toMatchObject([
      { agent: "scribe", objective: "Write a.md", depth: 1 },
    ]);
    expect(payloadsOf(events, "subagent.completed")).toMatchObject([
      { result: "Nothing to write", usage: { input_tokens: 30, output_tokens: 3 } },
    ]);
  });

  it("leaves the child a thread in the same session that is no branch of it", async () => {
    const runtime = await family(() => says("Done"));

    const { run } = await runtime.ask("Go");

    const [child] = run.subagents ?? [];
    const [session, ...others] = await runtime.services.threads.sessions();
    expect(others).toEqual([]);
    expect(session).toMatchObject({ thread_id: run.thread_id, branches: [{}] });
    expect(session?.branches).toHaveLength(1);
    expect(session?.runs.map(({ run_id }) => run_id)).toEqual([run.run_id, child?.child_run_id]);
  });

  it("has no tool for agents that it does not name", async () => {
    const runtime = await family(() => says("Done"), { agents: [agent("lead"), agent("scribe")] });

    const { run } = await runtime.ask("Go");

    expect(run.tools.map(({ name }) => name)).toEqual(["read", "write"]);
    expect(run.calls[0]).toMatchObject({ status: "unknown_tool" });
  });

  it("hears why its child has no answer", async () => {
    const runtime = await family(() => [
      { type: "error", code: "auth", message: "The key is wrong", retryable: false },
    ]);

    const { run } = await runtime.ask("Go");

    expect(run.status).toBe("completed");
    expect(run.calls[0]?.error?.message).toContain("The key is wrong");
    expect(run.subagents).toMatchObject([{ status: "error" }]);
  });

  it("is refused deeper than its budget lets agents nest", async () => {
    const chain = [
      agent("lead", { agents: ["scribe"], budget: { subagent_depth: 1 } }),
      agent("scribe", { agents: ["under"], budget: { subagent_depth: 5 } }),
      agent("under"),
    ];
    const runtime = await family(() => says("Done"), { agents: chain });

    const { run } = await runtime.ask("Go");

    const child = await runtime.ended(run.subagents?.[0]?.child_run_id ?? "");
    expect(child.run.tools.map(({ name }) => name)).toEqual(["read", "write"]);
  });

  it("lets a child's child work under the agents above both", async () => {
    const chain = [
      agent("lead", { agents: ["scribe"] }),
      agent("scribe", { agents: ["under"] }),
      agent("under"),
    ];
    const models = scriptedModels(
      {
        "a/lead": leads,
        "a/scribe": (call) =>
          call === 1 ? calls("agent__under", { objective: "Look" }) : says("Looked"),
        "a/under": () => says("Seen"),
      },
      {},
    );
    const runtime = await testRuntime({ models, agents: chain });

    const { run } = await runtime.ask("Go");

    const child = await runtime.ended(run.subagents?.[0]?.child_run_id ?? "");
    expect(child.run.calls[0]).toMatchObject({ name: "agent__under", status: "done" });
    const thread = await runtime.thread(child.run.subagents?.[0]?.child_run_id ?? "");
    expect((await thread.state()).spawned_by).toMatchObject({
      depth: 2,
      agents: ["lead", "scribe"],
    });
  });
});

describe("a child agent", () => {
  it("asks a person where the agent above it would, whatever its own mode allows", async () => {
    const scribe = agent("scribe", { permissions: { mode: "bypass" } });
    const runtime = await family(writes, { agents: [LEAD, scribe] });
    const { run_id } = await runtime.submit("Go");
    const { child_run_id } = await childOf(runtime, run_id);

    const child = await runtime.reaches(child_run_id, ({ approvals }) => approvals.length > 0);

    expect(child.approvals).toMatchObject([{ tool: "write" }]);
    const [session] = await runtime.services.threads.sessions();
    expect(session).toMatchObject({ status: "waiting_permission", pending: [{ tool: "write" }] });
    const action_id = child.approvals[0]?.action_id;
    await dispatch("respond_action", { action_id, decision: "allow_once" }, runtime.services);
    expect((await runtime.ended(run_id)).run.calls[0]?.output?.content).toBe("It is written");
  });

  it("may do without asking what all agents above it may", async () => {
    const open = { permissions: { mode: "bypass" } };
    const runtime = await family(writes, {
      agents: [agent("lead", { agents: ["scribe"], ...open }), agent("scribe", open)],
    });

    const { run } = await runtime.ask("Go");

    expect(run.calls[0]?.output?.content).toBe("It is written");
  });

  it("spends of its parent's budget, and at most what is left of it", async () => {
    const lead = agent("lead", { agents: ["scribe"], budget: { tokens: 100 } });
    const runtime = await family(() => says("Done", { input: 90, output: 20 }), {
      agents: [lead, agent("scribe")],
    });

    const { run } = await runtime.ask("Go");

    expect(run).toMatchObject({ status: "failed", error: { code: "budget" } });
    const thread = await runtime.thread(run.subagents?.[0]?.child_run_id ?? "");
    expect((await thread.state()).spawned_by?.grant.tokens).toBe(100);
  });

  it("is stopped with its parent, and ends once", async () => {
    const runtime = await family(stalling, { tools: [stalls()] });
    const { run_id } = await runtime.submit("Go");
    const { child_run_id } = await childOf(runtime, run_id);
    await runtime.reaches(child_run_id, ({ calls: made }) => made[0]?.status === "running");

    await dispatch("interrupt_turn", { run_id }, runtime.services);

    const { run, events } = await runtime.ended(run_id);
    const child = await runtime.ended(child_run_id);
    expect([run.status, child.run.status]).toEqual(["cancelled", "cancelled"]);
    expect(payloadsOf(events, "subagent.failed")).toMatchObject([{ reason: "cancelled" }]);
    expect(run.subagents).toMatchObject([{ status: "cancelled" }]);
  });

  it("is waited for again by a parent that a restart cut off", async () => {
    const store = openMemoryStore();
    const before = await family(stalling, { store, tools: [stalls()] });
    const { run_id } = await before.submit("Go");
    const { child_run_id } = await childOf(before, run_id);
    await before.reaches(child_run_id, ({ calls: made }) => made[0]?.status === "running");
    await before.services.queue.drain();

    const after = await family(() => says("It is there"), {
      store,
      tools: [{ ...stalls(), run: async () => ({ content: "slow words" }) }],
      models: goingOn(),
    });
    await after.boot();

    const { run, events } = await after.ended(run_id);
    expect(run.status).toBe("completed");
    expect(payloadsOf(events, "subagent.spawned")).toHaveLength(1);
    expect(run.calls[0]).toMatchObject({ status: "done", attempt: 2 });
    expect(run.calls[0]?.output?.content).toBe("It is there");
    const child = await after.reaches(child_run_id, ({ status }) => isTerminal(status));
    expect(child.status).toBe("completed");
  });
});

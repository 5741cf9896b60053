import { describe, expect, it } from "vitest";

import type { Hook } from "#runtime/hook/hook.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { testRuntime, type TestRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import type { JsonObject } from "#runtime/tool/json-object.ts";
import { perform } from "./dispatch.ts";
import { respondAction } from "./respond-action.ts";
import { actingTools } from "./testing/acting-tools.ts";
import { fork, sequenceOf, worked } from "./testing/forking.ts";

describe("what a forked run does that its origin did not", () => {
  it("is asked about, whatever the mode would allow, and runs when a person says so", async () => {
    const { runtime, acts, run_id } = await forkedTo("write", { path: "other.md" });
    const waiting = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    const before = [...acts];

    await answer(runtime, run_id, "allow_once");
    const { run } = await runtime.ended(run_id);

    expect(before).toEqual([]);
    expect(waiting.approvals).toMatchObject([
      { tool: "write", decisions: ["allow_once", "deny"], rule: expect.stringContaining("fork") },
    ]);
    expect(acts).toEqual(["write other.md"]);
    expect(run.calls).toMatchObject([{ status: "done", name: "write" }]);
    expect(run.calls[0]).not.toHaveProperty("reused_from");
  });

  it.each([
    ["a rule", { mode: "default", rules: [{ match: "write", verdict: "allow" }] }],
    ["the mode", { mode: "bypass" }],
  ])("is asked about where %s would allow it", async (_what, policy) => {
    const { runtime, run_id } = await forkedTo("write", { path: "other.md" }, { policy });

    const waiting = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");

    expect(waiting.approvals).toHaveLength(1);
  });

  it("is asked about also where the session was told to allow it", async () => {
    const models = scripted("write", { path: "other.md" });
    const { runtime, run_id } = await begun({ models, policy: { mode: "default" } });
    await answer(runtime, run_id, "allow_session");
    const { run } = await runtime.ended(run_id);
    const { run: allowed } = await runtime.ask("Work", { session_id: run.session_id });

    const forked = await fork(runtime, { run_id: allowed.run_id, options: { model: "b/2" } });
    const asked = await runtime.reaches(forked.run_id ?? "", ({ calls: made }) => {
      return made.some(({ status }) => status === "waiting_approval" || status === "done");
    });

    expect(allowed).toMatchObject({ approvals: [], calls: [{ status: "done" }] });
    expect(asked.calls).toMatchObject([{ status: "waiting_approval" }]);
  });

  it("is turned down with the reason where effects are blocked", async () => {
    const more = { effects: "block" };
    const { runtime, acts, run_id } = await forkedTo("write", { path: "other.md" }, { more });

    const { run } = await runtime.ended(run_id);

    expect(acts).toEqual([]);
    expect(run.calls).toMatchObject([
      { status: "denied", error: { message: expect.stringContaining("a fork that may not act") } },
    ]);
    expect(answerText(run)).toBe("Otherwise");
  });

  it("stays denied where a rule denies it, and where nobody is asked", async () => {
    const rules = [{ match: "write", args: { path: "other.md" }, verdict: "deny" }];
    const unattended = { mode: "never", rules: [{ match: "write", verdict: "allow" }] };
    for (const policy of [{ mode: "bypass", rules }, unattended]) {
      const { runtime, run_id } = await forkedTo("write", { path: "other.md" }, { policy });

      const { run } = await runtime.ended(run_id);

      expect(run.calls).toMatchObject([{ status: "denied" }]);
      expect(run.approvals).toEqual([]);
    }
  });

  it("runs where it only reads", async () => {
    const more = { effects: "block" };
    const { runtime, acts, run_id } = await forkedTo("read", { path: "other.md" }, { more });

    const { run } = await runtime.ended(run_id);

    expect(acts).toEqual(["read other.md"]);
    expect(run.calls).toMatchObject([{ status: "done" }]);
  });
});

describe("what a forked run does as its origin did", () => {
  it("takes the recorded result, whatever the order of the arguments' keys", async () => {
    const models = scripted("write", { deep: { b: 1, a: 2 }, path: "a.md" }, FIRST);
    const { runtime, run, acts } = await worked({ models });

    const forked = await fork(runtime, { run_id: run.run_id, options: { model: "b/2" } });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(acts).toEqual([]);
    expect(ended.run.calls).toMatchObject([
      {
        status: "done",
        output: run.calls[0]?.output,
        reused_from: { run_id: run.run_id, tool_call_id: run.calls[0]?.tool_call_id },
      },
    ]);
  });

  it("takes each recorded result once, in order", async () => {
    const models = scriptedModels(
      {
        "a/1": (call) => (call <= 2 ? calls("read", { path: "a.md" }) : says("Done")),
        "b/2": (call) => (call <= 3 ? calls("read", { path: "a.md" }) : says("Thrice")),
      },
      {},
    );
    const { runtime, run, acts } = await worked({ models });

    const forked = await fork(runtime, { run_id: run.run_id, options: { model: "b/2" } });
    const ended = await runtime.ended(forked.run_id ?? "");

    const [first, second] = run.calls.map(({ tool_call_id }) => tool_call_id);
    const taken = ended.run.calls.map(({ reused_from }) => reused_from?.tool_call_id);
    expect(taken).toEqual([first, second, undefined]);
    expect(acts).toEqual(["read a.md"]);
  });

  it("has what it took over once, and not as a result for later calls", async () => {
    const models = scriptedModels(
      {
        "a/1": (call) => (call <= 2 ? calls("read", { path: "a.md" }) : says("Done")),
        "b/2": (call) => (call <= 2 ? calls("read", { path: "a.md" }) : says("Thrice")),
      },
      {},
    );
    const { runtime, run, events, acts } = await worked({ models });
    const sequence = sequenceOf(events, "tool.result");

    const more = { sequence, options: { model: "b/2" } };
    const forked = await fork(runtime, { run_id: run.run_id, ...more });
    const ended = await runtime.ended(forked.run_id ?? "");

    const taken = ended.run.calls.map(({ reused_from }) => reused_from?.tool_call_id);
    expect(taken).toEqual([undefined, run.calls[1]?.tool_call_id, undefined]);
    expect(acts).toEqual(["read a.md"]);
  });

  it("shows no hook a call that does not run", async () => {
    const seen: string[] = [];
    const hook = (point: Hook["point"]): Hook => ({
      name: point,
      point,
      run: async () => {
        seen.push(point);
        return {};
      },
    });
    const hooks = [hook("pre_tool_use"), hook("post_tool_use")];
    const { runtime, run } = await worked({ hooks });
    expect(seen).toContain("post_tool_use");
    seen.length = 0;

    const forked = await fork(runtime, { run_id: run.run_id });
    await runtime.ended(forked.run_id ?? "");

    expect(seen).toEqual([]);
  });

  it("tells the model what a person had changed the arguments to", async () => {
    const models = scripted("write", { path: "a.md" });
    const { runtime, run_id } = await begun({ models, policy: { mode: "default" } });
    await answer(runtime, run_id, "allow_once", { path: "b.md" });
    await runtime.ended(run_id);

    const forked = await fork(runtime, { run_id, options: { model: "b/2" } });
    await runtime.ended(forked.run_id ?? "");

    const last = models.requests.at(-1)?.messages.at(-1);
    expect(last?.content).toContain('The person changed the arguments to {"path":"b.md"}');
    expect(last?.content).toContain('wrote "b.md"');
  });
});

const FIRST = { path: "a.md", deep: { a: 2, b: 1 } };

/** The origin's model `a/1` writes, the fork's `b/2` makes another call. */
function scripted(tool: string, args: JsonObject, first: JsonObject = { path: "a.md" }) {
  return scriptedModels(
    {
      "a/1": (call) => (call % 2 === 1 ? calls("write", first) : says("Done")),
      "b/2": (call) => (call % 2 === 1 ? calls(tool, args) : says("Otherwise")),
    },
    {},
  );
}

interface Forking {
  readonly policy?: object;
  readonly more?: object;
}

/** A fork, with another model, of a run that wrote a.md. */
async function forkedTo(tool: string, args: JsonObject, { policy = BYPASS, more }: Forking = {}) {
  const { runtime, run, acts } = await worked({ models: scripted(tool, args), policy });
  acts.length = 0;
  const options = { model: "b/2" };
  const { run_id = "" } = await fork(runtime, { run_id: run.run_id, options, ...more });
  return { runtime, acts, run_id };
}

const BYPASS = { mode: "bypass" };

async function begun(options: TestRuntimeOptions) {
  const { tools, acts } = actingTools();
  const runtime = await testRuntime({ tools, ...options });
  const { run_id } = await runtime.submit("Work");
  return { runtime, acts, run_id };
}

/** Answers the question that a run waits for. */
async function answer(runtime: TestRuntime, runId: string, decision: string, args?: JsonObject) {
  const run = await runtime.reaches(runId, ({ status }) => status === "waiting_permission");
  const open = run.approvals.find((approval) => approval.decision === undefined);
  const input = { action_id: open?.action_id, decision, ...(args && { arguments: args }) };
  await perform(respondAction, input, runtime.services);
}

import { describe, expect, it } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { calls, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { ManualClock, payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { monitor } from "#runtime/pmpo/monitor.ts";
import { perform } from "./dispatch.ts";
import { respondAction } from "./respond-action.ts";
import { actingTools } from "./testing/acting-tools.ts";
import { fork, own, sequenceOf, WORK, worked } from "./testing/forking.ts";

describe("what a fork changes", () => {
  it("is the prompt: the model gets that one, and the log says so", async () => {
    const models = scriptedModels({ "a/1": () => says("Hello") }, {});
    const runtime = await testRuntime({ models });
    const { run } = await runtime.ask("Greet");
    const { run_id } = run;

    const forked = await fork(runtime, { run_id, changes: { system_prompt: "Be rude" } });
    const { events } = await runtime.ended(forked.run_id ?? "");

    expect(models.requests.at(-1)?.messages[0]).toEqual({ role: "system", content: "Be rude" });
    expect(models.requests.at(-1)?.messages.at(-1)).toEqual({ role: "user", content: "Greet" });
    const contexts = payloadsOf(own(events, forked.thread_id), "context.resolved");
    expect(contexts).toMatchObject([{ system_prompt: "Be rude", skills: [] }]);
  });

  it("is a result: the model reads it in the place of the tool's, and the state says who put it there", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call === 1 ? calls("read", A) : says(`Answer ${call}`)) },
      {},
    );
    const { runtime, run, events } = await worked({ models });
    const tool_call_id = run.calls[0]?.tool_call_id ?? "";
    const sequence = sequenceOf(events, "tool.result");
    const changes = { tool_result: { tool_call_id, content: "nothing is there" } };

    const forked = await fork(runtime, { run_id: run.run_id, sequence, changes });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(models.requests.at(-1)?.messages.at(-1)).toMatchObject({
      role: "tool",
      content: "nothing is there",
    });
    expect(ended.run.calls[0]).toMatchObject({
      result_changed_by: "fork",
      output: { content: "nothing is there" },
    });
    const before = (await (await runtime.thread(run.run_id)).state()).turns[0]?.run;
    expect(before?.calls[0]?.output?.content).toBe('read "a.md"');
  });

  it("is the person's words, the agent or the model", async () => {
    const models = scriptedModels({ "a/1": () => says("One"), "b/2": () => says("Two") }, {});
    const runtime = await testRuntime({ models });
    const { run } = await runtime.ask("Greet");
    const more = { input: { text: "Greet all" }, options: { model: "b/2" } };

    const forked = await fork(runtime, { run_id: run.run_id, ...more });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(models.requests.at(-1)?.messages.at(-1)?.content).toBe("Greet all");
    expect(answerText(ended.run)).toBe("Two");
  });
});

describe("the budget of a forked run", () => {
  it("begins at nothing, and the run says what was reused", async () => {
    const prices = { "a/1": { cost: { input: 2, output: 10 } } };
    const answers = (call: number) =>
      call === 1 ? [FIRST, ...calls("read", A)] : says("Done", { input: 200, output: 20 });
    const models = scriptedModels({ "a/1": answers }, { infos: prices });
    const { runtime, run, events } = await worked({ models });
    const sequence = sequenceOf(events, "tool.result");

    const forked = await fork(runtime, { run_id: run.run_id, sequence });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(run.usage).toEqual({ input_tokens: 300, output_tokens: 30 });
    expect(ended.run.usage).toEqual({ input_tokens: 200, output_tokens: 20 });
    expect(ended.run.forked_from?.reused).toMatchObject({
      usage: { input_tokens: 100, output_tokens: 10 },
      cost: { answers: 1 },
    });
    const cost = (ended.run.cost?.amount ?? 0) + (ended.run.forked_from?.reused.cost?.amount ?? 0);
    expect(cost).toBeCloseTo(run.cost?.amount ?? 0);
  });

  it("is not spent by calls whose results were recorded", async () => {
    const { runtime, run, events } = await worked({ agents: [GENEROUS, FRUGAL] });
    const sequence = sequenceOf(events, "tool.result");
    const options = { agent: "frugal" };

    const forked = await fork(runtime, { run_id: run.run_id, sequence, options });
    const ended = await runtime.ended(forked.run_id ?? "");

    expect(ended.run).toMatchObject({ agent: "frugal", status: "completed" });
    expect(ended.run.calls).toHaveLength(3);
  });

  it("is not lengthened by the time that the origin waited for a person", async () => {
    const clock = new ManualClock();
    const { tools } = actingTools();
    const runtime = await testRuntime({ passes: WORK, tools, clock });
    const { run_id } = await runtime.submit("Work");
    const { approvals } = await runtime.reaches(run_id, ({ status }) => status === WAITS);
    clock.advance(30 * 60_000);
    const allow = { action_id: approvals[0]?.action_id, decision: "allow_once" };
    await perform(respondAction, allow, runtime.services);
    const { last_sequence: sequence } = await runtime.reaches(run_id, ({ calls: made }) => {
      return made.length === 3 && made[0]?.status === "done";
    });

    const forked = await fork(runtime, { run_id, sequence });
    const branch = await runtime.reaches(forked.run_id ?? "", ({ status }) => status === WAITS);

    const budget = { ...Agent.parse({ id: "a", system_prompt: "b" }).budget, wall_time_ms: 60_000 };
    const later = new Date(Date.parse(branch.started_at ?? "") + 61_000).toISOString();
    const asked = { ...branch, approvals: branch.approvals.filter(({ decision }) => decision) };
    expect(asked.approvals).toHaveLength(1);
    expect(monitor(asked, budget, later)).toMatchObject({ go: false, spent: { used: 61_000 } });
  });
});

const WAITS = "waiting_permission";
const GENEROUS = Agent.parse({ id: "generous", system_prompt: "Work." });
const FRUGAL = Agent.parse({ id: "frugal", system_prompt: "Work.", budget: { tool_calls: 1 } });
const A = { path: "a.md" };
const FIRST = { type: "usage", usage: { input_tokens: 100, output_tokens: 10 } } as const;

import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { says, type Script, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { systemClock } from "#runtime/system-services.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { loosePairs, PAGES, pageTool, reader, smallAgent } from "./testing/page-reader.ts";

const tools = [pageTool];
const agents = [smallAgent()];

function readerModels(more: Parameters<typeof reader>[0] = {}, infos = {}) {
  return scriptedModels({ "a/1": reader(more) }, { infos });
}

describe("a run whose messages fill the window", () => {
  it("goes on with a summary, its question and its last messages", async () => {
    const models = readerModels();
    const runtime = await testRuntime({ models, tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    expect(run.status).toBe("completed");
    const [first] = payloadsOf(events, "context.compaction.completed");
    expect(first?.summary).toBe("Read up to page 2");
    const next = models.requests[models.requests.findIndex(({ purpose }) => purpose) + 1];
    expect(next?.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "user",
      "assistant",
      "tool",
    ]);
    expect(next?.messages[1]?.content).toContain("Read up to page 2");
    expect(next?.messages[2]?.content).toBe("Read the book");
    expect(next?.messages[4]?.content).toMatch(/^page 3 /);
  });

  it("never splits a call from its result, and never asks for more than the window", async () => {
    const models = readerModels();
    const runtime = await testRuntime({ models, tools, agents });

    await runtime.ask("Read the book");

    const answers = models.requests.filter(({ purpose }) => purpose === undefined);
    expect(answers.length).toBe(PAGES + 1);
    for (const { messages } of models.requests) expect(loosePairs(messages)).toEqual([]);
    for (const { messages } of models.requests) {
      expect(JSON.stringify(messages).length / 4).toBeLessThan(1_200);
    }
  });

  it("takes the summary before over into the next one", async () => {
    const models = readerModels();
    const runtime = await testRuntime({ models, tools, agents });

    await runtime.ask("Read the book");

    const [, second] = models.requests.filter(({ purpose }) => purpose === "compaction");
    expect(second?.messages.at(-1)?.content).toMatch(/^\[earlier summary\]\nRead up to page 2\n/);
  });

  it("does not take a message that waits in the queue for its question", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Tool = {
      ...pageTool,
      run: (...call) => gate.promise.then(() => pageTool.run(...call)),
    };
    const few = [smallAgent({ keep_messages: 1 })];
    const runtime = await testRuntime({ models: readerModels(), tools: [slow], agents: few });
    const { session_id, run_id } = await runtime.submit("Read the book");
    await runtime.reaches(run_id, ({ calls }) => calls[0]?.status === "running");
    await runtime.submit("And then?", { session_id });
    gate.resolve();

    const { run, events } = await runtime.ended(run_id);

    expect(run.status).toBe("completed");
    for (const { through } of payloadsOf(events, "context.compaction.completed")) {
      expect(through).toEqual({ turn_id: run.turn_id, step_id: expect.any(String) });
    }
  });

  it("does not ask for a summary of next to nothing", async () => {
    const models = scriptedModels({ "a/1": () => says("Hello") }, {});
    const runtime = await testRuntime({ models, agents: [smallAgent({ keep_messages: 1 })] });
    const { session_id, run_id } = await runtime.submit("Hi");
    await runtime.ended(run_id);

    const { events } = await runtime.ask("word ".repeat(900), { session_id });

    expect(typesOf(events)).not.toContain("context.compaction.started");
  });

  it("says no word of the summary as its answer, and counts what the summary took", async () => {
    const summarise = () => says("SECRET GIST page 3", { input: 700, output: 30 });
    const models = readerModels({ summarise }, { "a/1": { cost: { input: 1, output: 1 } } });
    const runtime = await testRuntime({ models, tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    expect(answerText(run)).not.toContain("GIST");
    const deltas = payloadsOf(events, "model.delta").map(({ text }) => text);
    expect(deltas.join("")).not.toContain("GIST");
    const summaries = payloadsOf(events, "context.compaction.completed").length;
    expect(run.usage).toEqual({ input_tokens: 700 * summaries, output_tokens: 30 * summaries });
    expect(run.cost?.amount).toBeCloseTo((summaries * 730) / 1_000_000, 9);
  });

  it("tells the summary's request from those of answers, under a step of its own", async () => {
    const runtime = await testRuntime({ models: readerModels(), tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    const requested = events.filter((event) => event.type === "model.requested");
    const own = requested.filter(({ payload }) => payload.purpose === "compaction");
    expect(own.length).toBeGreaterThan(0);
    for (const { step_id } of own) {
      const same = events.filter((event) => event.step_id === step_id).map(({ type }) => type);
      expect(same).toEqual([
        "model.requested",
        "cost.estimated",
        "model.completed",
        "context.compaction.completed",
        "cost.recorded",
      ]);
    }
    expect(run.steps.map(({ step_id }) => step_id)).toEqual(
      requested.filter(({ payload }) => !payload.purpose).map(({ step_id }) => step_id),
    );
  });

  it("keeps what crosses the wire for the summary, as for an answer", async () => {
    const taps: string[] = [];
    const models = readerModels();
    const wire = {
      tap: ({ step_id }: { step_id: string }) => {
        taps.push(step_id);
        return { clock: systemClock, open: () => ({ answered() {}, chunk() {}, ended() {} }) };
      },
    };
    const runtime = await testRuntime({ models, tools, agents, wire });

    const { events } = await runtime.ask("Read the book");

    const asked = events.filter((event) => event.type === "model.requested");
    expect(taps).toEqual(asked.map(({ step_id }) => step_id));
    expect(models.requests.every((request) => request.wire !== undefined)).toBe(true);
  });

  it("shows where the messages gave way, with the summary", async () => {
    const runtime = await testRuntime({ models: readerModels(), tools, agents });

    const { run } = await runtime.ask("Read the book");

    const notice = run.parts.find((part) => part.kind === "notice");
    expect(notice).toMatchObject({
      title: "Earlier messages were summarised",
      summary: "Read up to page 2",
    });
  });

  it("trusts what the provider counted more than its own guess", async () => {
    const script = (call: number) =>
      call === 1
        ? [
            { type: "tool_call_complete", id: "c1", name: "read", arguments: "{}" } as const,
            { type: "usage", usage: { input_tokens: 950, output_tokens: 20 } } as const,
            { type: "done", finish_reason: "tool_calls" } as const,
          ]
        : says("Short");
    const short = { ...pageTool, run: async () => ({ content: "short" }) };
    const models = scriptedModels({ "a/1": script }, {});
    const context = { keep_messages: 1 };
    const runtime = await testRuntime({ models, tools: [short], agents: [smallAgent(context)] });
    const { session_id } = await runtime.submit(`Before ${"word ".repeat(140)}`);

    const { events } = await runtime.ask("And now", { session_id });

    expect(payloadsOf(events, "context.compaction.started")).toMatchObject([
      { trigger: "limit", estimated_tokens: expect.any(Number), context_window: 1_200 },
    ]);
  });

  it("takes the window of the catalogue, and compacts nothing where nobody knows one", async () => {
    const { window_tokens: _, ...context } = smallAgent().context;
    const options = { tools, agents: [{ ...smallAgent(), context }] };
    const known = readerModels({}, { "a/1": { limit: { context: 1_200 } } });
    const small = await testRuntime({ ...options, models: known });
    const open = await testRuntime({ ...options, models: readerModels() });

    const bounded = await small.ask("Read the book");
    const free = await open.ask("Read the book");

    expect(typesOf(bounded.events)).toContain("context.compaction.completed");
    expect(typesOf(free.events)).not.toContain("context.compaction.started");
    expect(free.run.status).toBe("completed");
  });
});

describe("a thread whose turns fill the window", () => {
  it("keeps the newest turn and the last messages, and later turns rest on the summary", async () => {
    const models = scriptedModels(
      {
        "a/1": (call, { purpose }) =>
          says(purpose ? "They spoke of words" : `Answer ${call} ${"word ".repeat(200)}`),
      },
      {},
    );
    const agent = smallAgent({ keep_messages: 3 });
    const runtime = await testRuntime({ models, agents: [agent] });
    const { session_id, run_id } = await runtime.submit("One");
    await runtime.ended(run_id);
    for (const text of ["Two", "Three", "Four"]) await runtime.ask(text, { session_id });
    const before = models.requests.length;

    const { events } = await runtime.ask("Five", { session_id });

    expect(payloadsOf(events, "context.compaction.completed").length).toBeGreaterThan(0);
    const last = models.requests.at(-1);
    expect(last?.messages[1]?.content).toContain("They spoke of words");
    expect(last?.messages.at(-1)?.content).toBe("Five");
    expect(JSON.stringify(last?.messages)).not.toContain("Answer 1");
    expect(models.requests.length).toBeGreaterThan(before);
  });

  it("rests on the summary after a restart, too", async () => {
    const store = openMemoryStore();
    const script: Script = (_, { purpose }) =>
      says(purpose ? "GIST" : `Yes ${"word ".repeat(250)}`);
    const first = await testRuntime({
      models: scriptedModels({ "a/1": script }, {}),
      agents,
      store,
    });
    const { session_id, run_id } = await first.submit("One");
    await first.ended(run_id);
    for (const text of ["Two", "Three", "Four"]) await first.ask(text, { session_id });
    const models = scriptedModels({ "a/1": script }, {});
    const second = await testRuntime({ models, agents: [smallAgent({ compact_at: 1 })], store });

    await second.ask("Five", { session_id });

    const [request] = models.requests;
    expect(request?.messages[1]?.content).toContain("GIST");
    expect(JSON.stringify(request?.messages)).not.toContain('"One"');
  });
});

import { describe, expect, it } from "vitest";

import type { EventOf, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { testRuntime, typesOf } from "#runtime/test-runtime.ts";

const DONE = { type: "done", finish_reason: "stop" } as const;
const SEARCH = { type: "provider_tool", id: "ws_1", name: "web_search" } as const;

/** Runs one turn whose model says these events, then "Done" for whatever comes after. */
async function answering(events: readonly NormalizedEvent[]) {
  const last = [{ type: "message_delta", text: "Done" }, DONE] as const;
  const models = scriptedModels({ "a/1": (call) => (call === 1 ? events : last) }, {});
  const runtime = await testRuntime({ models });
  return { models, ...(await runtime.ask("Go")) };
}

function only<Type extends EventType>(
  events: readonly RuntimeEvent[],
  type: Type,
): readonly EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

describe("an answer", () => {
  it("that declines is a text of its own kind, and part of what was said", async () => {
    const { run, events } = await answering([
      { type: "message_delta", text: "Well." },
      { type: "refusal_delta", text: "I cannot " },
      { type: "refusal_delta", text: "help with that" },
      DONE,
    ]);

    expect(only(events, "model.delta").map(({ payload }) => payload)).toEqual([
      { text: "Well." },
      { refusal: "I cannot help with that" },
    ]);
    expect(run.parts).toMatchObject([
      { kind: "text", text: "Well.", open: false },
      { kind: "text", text: "I cannot help with that", refusal: true, open: false },
    ]);
    expect(answerText(run)).toContain("I cannot help with that");
  });

  it("keeps the provider's own count, its own word for the end, and its sealed reasoning", async () => {
    const item = { type: "reasoning", encrypted_content: "b3BhcXVl" };
    const { run, events } = await answering([
      { type: "reasoning_item", item },
      { type: "message_delta", text: "Hi" },
      { type: "usage", usage: { input_tokens: 3 }, provider_usage: { prompt_tokens: 3 } },
      { ...DONE, provider_finish: "end_turn" },
    ]);

    expect(only(events, "model.completed")[0]?.payload).toMatchObject({
      reasoning_items: [item],
      provider_usage: { prompt_tokens: 3 },
      provider_finish: "end_turn",
      usage: { input_tokens: 3 },
    });
    expect(run.steps[0]?.reasoning_items).toEqual([item]);
  });
});

describe("a tool that the provider runs itself", () => {
  it("is shown as begun and done, and is nothing for the loop to run", async () => {
    const { run, events, models } = await answering([
      { ...SEARCH, status: "running", item: { query: "retry" } },
      { ...SEARCH, status: "done", item: { query: "retry", hits: 3 } },
      { type: "message_delta", text: "Three hits" },
      DONE,
    ]);

    expect(run.calls).toMatchObject([
      {
        name: "web_search",
        status: "done",
        provider_executed: true,
        arguments: { query: "retry" },
      },
    ]);
    expect(typesOf(events).filter((type) => type.startsWith("tool."))).toEqual([
      "tool.catalog.resolved",
      "tool.started",
      "tool.result",
    ]);
    expect(models.asked).toHaveLength(1);
    expect(run.status).toBe("completed");
  });

  it("begins and ends also where the provider names it only once it is over", async () => {
    const { run, events } = await answering([{ ...SEARCH, status: "failed", item: {} }, DONE]);

    expect(only(events, "tool.started")).toHaveLength(1);
    expect(run.calls).toMatchObject([{ status: "error", error: { code: "provider_tool_failed" } }]);
  });

  it("of which no end was told has an unknown outcome, before the answer ends (R1)", async () => {
    const { run, events } = await answering([{ ...SEARCH, status: "running", item: {} }, DONE]);

    const types = typesOf(events);
    expect(run.calls).toMatchObject([{ status: "lost" }]);
    expect(types.indexOf("tool.failed")).toBeLessThan(types.indexOf("model.completed"));
  });

  it("ends once, however often the provider tells of it", async () => {
    const done = { ...SEARCH, status: "done", item: {} } as const;
    const { events } = await answering([done, done, { ...done, status: "failed" }, DONE]);

    expect(only(events, "tool.result")).toHaveLength(1);
    expect(only(events, "tool.failed")).toHaveLength(0);
  });
});

describe("arguments that make no sense", () => {
  it.each(["{oops", "", "[1]", '"text"', '{"path":"\uD800', "\u0000", "{}".repeat(3)])(
    "as %j end the call, not the run, and the model hears of it",
    async (text) => {
      const { run, models } = await answering([
        { type: "tool_call_delta", id: "c", name: "write", arguments_delta: text },
        { type: "tool_call_complete", id: "c", name: "write", arguments: text },
        { type: "done", finish_reason: "tool_calls" },
      ]);

      expect(run.calls).toMatchObject([{ status: "invalid_arguments" }]);
      expect(models.requests[1]?.messages.at(-1)).toMatchObject({ role: "tool", is_error: true });
      expect(run.status).toBe("completed");
    },
  );
});

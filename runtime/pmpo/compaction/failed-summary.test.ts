import { describe, expect, it } from "vitest";

import { fails, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { ManualClock, payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { pageTool, reader, smallAgent } from "./testing/page-reader.ts";

const tools = [pageTool];
const agents = [smallAgent()];

function readerModels(more: Parameters<typeof reader>[0] = {}, infos = {}) {
  return scriptedModels({ "a/1": reader(more) }, { infos });
}

describe("a summary that cannot be had", () => {
  it("leaves the run to go on as it is, once for a request and no more than three times", async () => {
    const agent = smallAgent({ window_tokens: 1_200, compact_at: 0.2 });
    const models = readerModels({ summarise: () => fails("auth") });
    const runtime = await testRuntime({ models, tools, agents: [agent] });

    const { run, events } = await runtime.ask("Read the book");

    const failed = payloadsOf(events, "context.compaction.failed");
    expect(failed).toHaveLength(3);
    expect(failed[0]?.error).toMatchObject({ code: "auth", message: "The model refused the key" });
    const told = typesOf(events).filter((type) => /^(context\.comp|model\.comp)/.test(type));
    expect(told.join(" ")).not.toContain("context.compaction.failed context.compaction.started");
    expect(told).not.toContain("context.compaction.completed");
    expect(run.parts.find((part) => part.kind === "notice")).toMatchObject({
      title: "Earlier messages could not be summarised",
      detail: "The model refused the key",
    });
  });

  it("ends the run clearly where the messages do not fit without it", async () => {
    const infos = { "a/1": { limit: { context: 1_200 } } };
    const models = readerModels({ summarise: () => fails("auth") }, infos);
    const runtime = await testRuntime({ models, tools, agents });

    const { run } = await runtime.ask("Read the book");

    expect(run).toMatchObject({ status: "failed", error: { code: "context_length" } });
  });

  it("is none where the model says nothing", async () => {
    const models = readerModels({ summarise: () => says("  ") });
    const runtime = await testRuntime({ models, tools, agents });

    const { events } = await runtime.ask("Read the book");

    expect(payloadsOf(events, "context.compaction.failed")[0]?.error).toMatchObject({
      code: "empty_summary",
    });
  });

  it("is asked for again after a failure that may pass, and of the next model", async () => {
    let tries = 0;
    const summarise = () => {
      tries += 1;
      return tries === 1 ? fails("server") : fails("auth");
    };
    const models = scriptedModels(
      { "a/1": reader({ summarise }), "b/2": reader() },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, tools, agents, clock: new ManualClock() });

    const { run, events } = await runtime.ask("Read the book");

    expect(run.status).toBe("completed");
    expect(payloadsOf(events, "context.compaction.completed")[0]?.summary).toMatch(/page/);
    expect(typesOf(events)).toContain("routing.fallback.applied");
  });
});

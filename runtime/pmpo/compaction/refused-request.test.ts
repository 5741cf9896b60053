import { describe, expect, it } from "vitest";

import { scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { systemClock } from "#runtime/system-services.ts";
import { payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { anyWindowAgent, narrowReader, pageTool } from "./testing/page-reader.ts";

const tools = [pageTool];
const agents = [anyWindowAgent()];

function narrow(most: number) {
  return scriptedModels({ "a/1": narrowReader(most) }, {});
}

describe("a request that its model refuses as too long", () => {
  it("is made once more behind a summary, where nobody knows the window", async () => {
    const runtime = await testRuntime({ models: narrow(6_500), tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    expect(run.status).toBe("completed");
    expect(payloadsOf(events, "context.compaction.started")).toMatchObject([{ trigger: "limit" }]);
    expect(payloadsOf(events, "context.compaction.completed")).toHaveLength(1);
    const replayed = await replayRun(recordingOf(events, run.run_id), { clock: systemClock });
    expect(replayed).toMatchObject({ verdict: "same", isWhole: true });
  });

  it("ends the run where it is refused again", async () => {
    const runtime = await testRuntime({ models: narrow(2_500), tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    expect(run).toMatchObject({ status: "failed", error: { code: "context_length" } });
    expect(payloadsOf(events, "context.compaction.started").length).toBeLessThanOrEqual(1);
  });

  it("ends the run where there is nothing to summarise", async () => {
    const runtime = await testRuntime({ models: narrow(10), tools, agents });

    const { run, events } = await runtime.ask("Read the book");

    expect(run).toMatchObject({ status: "failed", error: { code: "context_length" } });
    expect(typesOf(events).filter((type) => type === "model.requested")).toHaveLength(1);
  });
});

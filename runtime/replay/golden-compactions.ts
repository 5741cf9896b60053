import { compactThread } from "#runtime/control/compact-thread.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { fails, says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import {
  anyWindowAgent,
  narrowReader,
  pageTool,
  reader,
  smallAgent,
} from "#runtime/pmpo/compaction/testing/page-reader.ts";
import type { TestRuntimeOptions } from "#runtime/test-runtime.ts";
import { countingIds, goldenCase, goldenRuntime, stop, type GoldenCase } from "./golden-case.ts";

/** The window is that of the catalogue, which the recording has to tell a replay. */
const byCatalogue: TestRuntimeOptions = {
  tools: [pageTool],
  agents: [smallAgent({ window_tokens: 100_000 })],
  models: scriptedModels({ "a/1": reader() }, { infos: { "a/1": { limit: { context: 1_200 } } } }),
};

const reading: TestRuntimeOptions = { tools: [pageTool], agents: [smallAgent()] };

/** Reads as the reader does, and never comes to the end of a summary. */
function speechless(): ModelDriver {
  const script = reader();
  return {
    provider: "a",
    model: "1",
    async *stream(request, signal) {
      if (request.purpose === undefined) {
        yield script(1, request);
        return;
      }
      yield [{ type: "message_delta", text: "Half of a summ" }];
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
  };
}

function models(summarise?: () => ReturnType<typeof says>) {
  return scriptedModels({ "a/1": reader(summarise === undefined ? {} : { summarise }) }, {});
}

/** Earlier messages that gave way to a summary, or could not. */
export const COMPACTION_CASES: readonly GoldenCase[] = [
  goldenCase("compacted-in-run", byCatalogue),
  goldenCase("compaction-failed", { ...reading, models: models(() => fails("auth")) }),
  goldenCase(
    "stopped-during-summary",
    { ...reading, driver: speechless() },
    async (runtime, id) => {
      await runtime.reaches(id, ({ compaction }) => compaction?.asking !== undefined);
      await stop(runtime, id);
    },
  ),
  goldenCase("request-refused-as-too-long", {
    tools: [pageTool],
    agents: [anyWindowAgent()],
    models: scriptedModels({ "a/1": narrowReader(6_500) }, {}),
  }),
  restartedDuringSummary(),
  compactedByPerson(),
];

function restartedDuringSummary(): GoldenCase {
  return {
    name: "restarted-during-summary",
    async record() {
      const shared = { ...reading, store: openMemoryStore(), ids: countingIds() };
      const before = await goldenRuntime({ ...shared, driver: speechless() });
      const { run_id } = await before.submit("Read the book");
      await before.reaches(run_id, ({ compaction }) => compaction?.asking !== undefined);
      const after = await goldenRuntime({ ...shared, models: models() });
      await after.boot();
      return (await after.ended(run_id)).events;
    },
  };
}

function compactedByPerson(): GoldenCase {
  return {
    name: "compacted-by-person",
    async record() {
      const runtime = await goldenRuntime({ models: scriptedModels({ "a/1": chatty }, {}) });
      const { session_id, run_id } = await runtime.submit("One");
      await runtime.ended(run_id);
      for (const text of ["Two", "Three"]) await runtime.ask(text, { session_id });
      const { run_id: compaction = "" } = await perform(
        compactThread,
        { session_id },
        runtime.services,
      );
      await runtime.ended(compaction);
      return (await runtime.ask("Four", { session_id })).events;
    },
  };
}

function chatty(call: number, { purpose }: { readonly purpose?: "compaction" }) {
  return says(purpose === undefined ? `Answer ${call}` : "They counted to two");
}

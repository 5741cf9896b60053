import { expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { Entry, LogStore } from "#runtime/log/port.ts";
import { scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";
import { loosePairs, pageTool, reader, smallAgent } from "./testing/page-reader.ts";

it("a run that summarises goes on to the same end wherever its log was cut", async () => {
  const whole = await play(openMemoryStore());
  const begun = whole.events.findIndex(({ type }) => type === "context.compaction.started");
  const next = whole.events.findIndex(
    ({ type }, at) => at > begun && type === "context.compaction.started",
  );
  expect(payloadsOf(whole.events, "context.compaction.completed").length).toBe(2);

  for (const length of [...around(begun), ...around(next)]) {
    const prefix = whole.events.slice(0, length);
    const again = await play(await storeOf(prefix), prefix);

    expect(again.events.slice(0, length)).toEqual(prefix);
    expect({ length, ...outcome(again) }).toEqual({ length, ...outcome(whole) });
    for (const { messages } of again.requests) expect(loosePairs(messages)).toEqual([]);
  }
});

/** From just before a summary is asked for until the answer after it is under way. */
function around(begun: number): readonly number[] {
  return Array.from({ length: 14 }, (_, at) => begun - 1 + at);
}

/** Each try that began has one end, and each summary stands once. */
function outcome({ run, events }: Awaited<ReturnType<typeof play>>) {
  const ends = events.filter(({ type }) => /^context\.compaction\.(completed|failed)$/.test(type));
  const started = payloadsOf(events, "context.compaction.started").length;
  return {
    status: run.status,
    text: answerText(run),
    summaries: payloadsOf(events, "context.compaction.completed").map(({ summary }) => summary),
    openTries: started - ends.length,
  };
}

async function play(store: LogStore, prefix: readonly RuntimeEvent[] = []) {
  const models = scriptedModels({ "a/1": reader() }, {});
  const runtime = await testRuntime({ models, tools: [pageTool], agents: [smallAgent()], store });
  const known = prefix.find(({ type }) => type === "turn.submitted")?.run_id;
  const run_id = known ?? (await runtime.submit("Read the book")).run_id;
  await runtime.boot();
  return { ...(await runtime.ended(run_id)), requests: models.requests };
}

async function storeOf(events: readonly RuntimeEvent[]): Promise<LogStore> {
  const store = openMemoryStore();
  const [first] = events;
  if (first === undefined) return store;
  const log = await store.open(first.session_id, first.thread_id);
  await log.append(events.map((event): Entry => ({ event, json: JSON.stringify(event) })));
  return store;
}

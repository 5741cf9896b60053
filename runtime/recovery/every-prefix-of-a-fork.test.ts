import { expect, it } from "vitest";

import { actingTools } from "#runtime/control/testing/acting-tools.ts";
import { fork, own, sequenceOf, WORK, worked } from "#runtime/control/testing/forking.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { payloadsOf, testRuntime } from "#runtime/test-runtime.ts";

it("a fork whose log ends anywhere goes on to the same end, and does nothing that was done before", async () => {
  const { runtime, run, events } = await worked();
  const sequence = sequenceOf(events, "tool.result");
  const forked = await fork(runtime, { run_id: run.run_id, sequence });
  const whole = await runtime.ended(forked.run_id ?? "");
  const branch = own(whole.events, forked.thread_id);
  expect(branch.length).toBeGreaterThan(40);

  for (let length = 2; length < branch.length; length += 1) {
    const { tools, acts } = actingTools();
    const store = await storeOf(events, branch.slice(0, length));
    const after = await testRuntime({ store, passes: WORK, tools });
    await after.boot();
    const ended = await after.ended(forked.run_id ?? "");

    expect({ length, ...outcome(ended.run), acts }).toEqual({
      length,
      ...outcome(whole.run),
      acts: [],
    });
    expect(payloadsOf(own(ended.events, forked.thread_id), "action.required")).toEqual([]);
    expect(payloadsOf(own(ended.events, forked.thread_id), "context.resolved")).toHaveLength(1);
  }
});

function outcome(run: RunState) {
  return {
    status: run.status,
    text: answerText(run),
    calls: run.calls.map(({ name, status, reused_from }) => ({ name, status, reused_from })),
    reused: run.forked_from,
  };
}

async function storeOf(
  origin: readonly RuntimeEvent[],
  branch: readonly RuntimeEvent[],
): Promise<LogStore> {
  const store = openMemoryStore();
  for (const events of [origin, branch]) {
    const [first] = events;
    if (first === undefined) continue;
    const { session_id, thread_id, sequence } = first;
    const log = await store.open(session_id, thread_id, { after: sequence - 1 });
    await log.append(events.map((event) => ({ event, json: JSON.stringify(event) })));
  }
  return store;
}

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { exportedEvents } from "#runtime/control/export-replay.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { Entry } from "#runtime/log/port.ts";
import { readRecording } from "#runtime/replay/read-recording.ts";
import { readModels } from "#runtime/replay/read-models.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";

const GOLDEN = new URL("../replay/golden/reads-and-a-write.jsonl", import.meta.url);
/** What a later version may write: classes that do not exist today, and members that classes do not have. */
const NEWER = { type: "future.thing", schema_version: "9", payload: { löng: [1, { deep: null }] } };

let directory: string;
let old: readonly RuntimeEvent[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "uar-upgrade-"));
  old = readRecording(await readFile(GOLDEN, "utf8"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("F43 rolling-upgrade: a log", () => {
  it("of today's code is read by code that knows less, which keeps what it does not know", async () => {
    const mixed = old.flatMap((event, index) => [
      newer(event, 2 * index + 1),
      later(event, 2 * index + 2),
    ]);
    const [first] = old;
    if (first === undefined) throw new Error("The golden history has events");
    const { session_id, thread_id } = first;
    const before = await openNodeStore(directory, systemClock);
    await (await before.open(session_id, thread_id)).append(mixed, { barrier: true });
    await before.close();

    const store = await openNodeStore(directory, systemClock);
    const runtime = await testRuntime({ store });
    await runtime.boot();
    const { run } = await runtime.ask("And now?", { session_id });
    await runtime.services.queue.drain();

    expect(run.status).toBe("completed");
    const { log } = await runtime.thread(thread_id);
    const read = await log.read(0, mixed.length);
    expect(read.map(({ json }) => json)).toEqual(mixed.map(({ json }) => json));
    const known = read
      .map(({ event }) => event)
      .filter((event) => String(event.type) !== NEWER.type);
    expect(readModels(known).map(outcome)).toEqual(readModels(old).map(outcome));
    const exported = await exportedEvents(run.run_id, "thread", runtime.services);
    expect(exported.filter((event) => String(event.type) === NEWER.type)).toHaveLength(old.length);
    await runtime.services.threads.close();
  });
});

/** An event of a class that nobody knows yet, in the midst of a run. */
function newer(
  { session_id, thread_id, run_id, timestamp }: RuntimeEvent,
  sequence: number,
): Entry {
  const ids = { event_id: `ev_new_${sequence}`, session_id, thread_id };
  const run = run_id === undefined ? {} : { run_id };
  return entry({ ...NEWER, ...ids, ...run, timestamp, sequence });
}

/** An event of today with a member more, in its envelope and in its payload. */
function later(event: RuntimeEvent, sequence: number): Entry {
  return entry({ ...event, sequence, wave: 2, payload: { ...event.payload, wave: [2] } });
}

function entry(value: object): Entry {
  const json = JSON.stringify(value);
  // A newer writer's event: the log keeps it whatever it is.
  return { event: JSON.parse(json) as RuntimeEvent, json };
}

/** What a person sees of a run; its places in the log are others. */
function outcome({ status, text, tool_calls }: ReturnType<typeof readModels>[number]) {
  return { status, text, calls: tool_calls.map((call) => [call.name, call.status]) };
}

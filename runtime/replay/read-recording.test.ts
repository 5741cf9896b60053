import { describe, expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { editTurn } from "#runtime/control/edit-turn.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { withBranches } from "#runtime/log/branch-store.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { importRecording } from "./import-recording.ts";
import { readRecording } from "./read-recording.ts";
import { recordingOf } from "./recording.ts";

async function recorded(): Promise<readonly RuntimeEvent[]> {
  return (await (await testRuntime()).ask("Go")).events;
}

function lines(events: readonly unknown[]): string {
  return events.map((event) => JSON.stringify(event)).join("\n");
}

describe("readRecording()", () => {
  it("keeps an event of a class that it does not know", async () => {
    const events = await recorded();
    const last = { ...events.at(-1), sequence: events.length + 1, type: "vendor.said", payload: 1 };

    expect(readRecording(lines([...events, last])).at(-1)).toEqual(last);
  });

  it.each([
    ["", "holds no event"],
    ["{", "Line 1 is not JSON"],
    ["null", "Line 1 is no event"],
    ['{"__proto__":{"type":"x"}}', "Line 1 is no event"],
  ])("refuses %j and says why", (text, why) => {
    expect(() => readRecording(text)).toThrow(why);
  });

  it("refuses events out of order, and those of two threads", async () => {
    const events = await recorded();
    const foreign = { ...events.at(-1), thread_id: "th_other", sequence: 999 };

    expect(() => readRecording(lines(events.toReversed()))).toThrow("out of order");
    expect(() => readRecording(lines([...events, foreign]))).toThrow("another thread");
  });
});

describe("importRecording()", () => {
  it("stores nothing of a recording with a gap", async () => {
    const store = openMemoryStore();
    const events = await recorded();

    await expect(importRecording(events.toSpliced(3, 1), store)).rejects.toThrow("lacks event 4");
    expect(await store.list()).toEqual([]);
  });

  it("does not write to a thread that is here already", async () => {
    const store = openMemoryStore();
    const events = await recorded();
    await importRecording(events, store);

    await expect(importRecording(events, store)).rejects.toThrow("is here already");
  });
});

describe("importRecording() of a branch", () => {
  const shown = async (store: LogStore, { session_id, thread_id }: RuntimeEvent) => {
    const log = await withBranches(store).open(session_id, thread_id);
    return (await log.read(0)).map(({ event }) => event);
  };

  it("brings what came before it along, once for all branches", async () => {
    const { root, first, second } = await branches();
    const store = openMemoryStore();

    await importRecording(first, store);
    await importRecording(second, store);

    for (const branch of [first, second]) {
      expect(await shown(store, branch.at(-1) ?? root)).toEqual(branch);
    }
    expect(await store.list()).toHaveLength(3);
  });

  it("stores nothing where what came before it is here otherwise", async () => {
    const { first } = await branches();
    const store = openMemoryStore();
    const other = first.map((event) => ({ ...event, timestamp: "2020-01-01T00:00:00.000Z" }));
    await importRecording(first, store);
    const known = await store.list();
    const renamed = other.map((event) => {
      return event.thread_id === first[0]?.thread_id ? event : { ...event, thread_id: "th_new" };
    });

    await expect(importRecording(renamed, store)).rejects.toThrow("is here already");
    await expect(importRecording(first, store)).rejects.toThrow("is here already");
    expect(await store.list()).toEqual(known);
  });
});

/** Two branches of one thread, each with what came before it. */
async function branches() {
  const runtime = await testRuntime();
  const { run, events } = await runtime.ask("Go");
  const { turn_id } = run;
  const edited = async (text: string) => {
    const input = { turn_id, input: { text } };
    const { run_id = "" } = await perform(editTurn, input, runtime.services);
    return (await runtime.ended(run_id)).events;
  };
  const [root] = events;
  if (root === undefined) throw new Error("The run has no events");
  return { root, first: await edited("Ga"), second: await edited("Geh") };
}

describe("recordingOf()", () => {
  it("names the run that a recording does not hold", async () => {
    const events = await recorded();

    expect(() => recordingOf(events, "r_none")).toThrow('no turn for the run "r_none"');
  });
});

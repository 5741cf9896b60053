import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
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

describe("recordingOf()", () => {
  it("names the run that a recording does not hold", async () => {
    const events = await recorded();

    expect(() => recordingOf(events, "r_none")).toThrow('no turn for the run "r_none"');
  });
});

import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { sampleRun } from "./sample-run.ts";
import { scriptRun } from "./script-run.ts";

describe("EventIndex", () => {
  it("gives each event its time since the first, its lane, a summary and its size", () => {
    const entries = sampleRun();
    const index = new EventIndex(entries);

    const row = index.row(index.positionOf(95));

    expect(row).toEqual({
      sequence: 95,
      t: 33_941,
      lane: "tools",
      type: "tool.failed",
      summary: "tests.run timed out: No result within 30 s",
      size: bytesOf(entries[94]?.json),
      tool_call_id: "call_3",
    });
  });

  it("stands events evenly apart, in their order, where a capture had no times", () => {
    const untimed = sampleRun().map(({ event }, at) => {
      const unknown = { ...event, timestamp: "2026-01-01T00:00:00.000Z" };
      const marked = at === 0 ? { ...unknown, refs: { times: "unknown" } } : unknown;
      return { event: marked, json: JSON.stringify(marked) };
    });
    const index = new EventIndex(untimed);

    expect(index.isTimed).toBe(false);
    expect([0, 1, 2].map((at) => index.time(at))).toEqual([0, 100, 200]);
    expect(index.positionAt(index.end)).toBe(index.count - 1);
    expect(new EventIndex(sampleRun()).isTimed).toBe(true);
  });

  it("counts bytes, not characters", () => {
    const entries = scriptRun((write) => {
      write(0, {
        type: "turn.submitted",
        payload: { input: { text: "é → 日本 👩‍🚀 \u0301" }, options: {} },
      });
    });
    const index = new EventIndex(entries);

    expect(index.row(0).size).toBe(bytesOf(entries[0]?.json));
  });

  it("marks a failed event on the lane of errors too, and a stopped one only on its own", () => {
    const index = new EventIndex(sampleRun());

    expect(index.marks(index.positionOf(95))).toEqual(["tools", "errors"]);
    expect(index.marks(index.positionOf(94))).toEqual(["tools"]);
  });

  it("leaves out an event that it has already", () => {
    const entries = sampleRun();
    const index = new EventIndex(entries);

    for (const entry of entries.slice(50)) index.add(entry);

    expect(index.count).toBe(entries.length);
  });

  it("never lets time run backwards when the wall clock does", () => {
    const index = new EventIndex(
      scriptRun((write) => {
        write(0, { type: "turn.started", payload: { agent: "a", model: "m" } });
        write(500, { type: "reasoning.delta", payload: { text: "x" } });
        write(-400, { type: "reasoning.delta", payload: { text: "y" } });
      }),
    );

    expect([0, 1, 2].map((position) => index.time(position))).toEqual([0, 500, 500]);
  });

  it("finds positions by sequence and by time, also where the thread has holes", () => {
    const index = new EventIndex(sampleRun().filter(({ event }) => event.sequence % 3 === 0));

    expect(index.event(index.positionOf(95)).sequence).toBe(93);
    expect(index.positionOf(2)).toBe(-1);
    expect(index.event(index.positionOf(10_000)).sequence).toBe(204);
    expect(index.time(index.positionAt(33_000))).toBeLessThanOrEqual(33_000);
    expect(index.positionAt(-1)).toBe(-1);
  });

  it("throws for a position outside of the run", () => {
    expect(() => new EventIndex().event(0)).toThrow("the run has 0");
  });
});

function bytesOf(text: string | undefined): number {
  return new TextEncoder().encode(text).length;
}

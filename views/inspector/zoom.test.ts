import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { scriptRun } from "./script-run.ts";
import { studyRun } from "./study.ts";
import { zoomed, type Zoom } from "./zoom.ts";

/** 101 events, 10 ms apart: a second, and a sequence for each hundredth of it. */
const index = new EventIndex(
  scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "?" }, options: {} } });
    for (let at = 0; at < 100; at += 1) {
      write(10, { type: "model.delta", step_id: "st_1", payload: { text: "x" } });
    }
  }),
);

function after(range: { from: number; to: number } | undefined, zoom: Zoom) {
  const settings = { idle: "skip", ...(range !== undefined && { range }) } as const;
  return zoomed(index, studyRun(index, settings).scale, zoom);
}

describe("zoomed()", () => {
  it("keeps the place of the pointer, on the way in and out", () => {
    expect(after(undefined, { kind: "around", part: 0.5, by: 0.5 })).toEqual({ from: 26, to: 76 });
    expect(after(undefined, { kind: "around", part: 0, by: 0.5 })).toEqual({ from: 1, to: 51 });
    expect(after({ from: 41, to: 61 }, { kind: "around", part: 0.5, by: 2 })).toEqual({
      from: 31,
      to: 71,
    });
  });

  it("is the whole run again when everything is in sight", () => {
    expect(after({ from: 26, to: 76 }, { kind: "around", part: 0.5, by: 4 })).toBeUndefined();
    expect(after(undefined, { kind: "pan", by: 0.5 })).toBeUndefined();
  });

  it("moves along and stops at the edges", () => {
    expect(after({ from: 41, to: 61 }, { kind: "pan", by: 0.5 })).toEqual({ from: 51, to: 71 });
    expect(after({ from: 11, to: 31 }, { kind: "pan", by: -3 })).toEqual({ from: 1, to: 21 });
    expect(after({ from: 71, to: 91 }, { kind: "pan", by: 3 })).toEqual({ from: 81, to: 101 });
  });

  it("shows what was drawn between two places, in either direction", () => {
    expect(after(undefined, { kind: "between", from: 0.3, to: 0.2 })).toEqual({ from: 21, to: 31 });
    expect(after({ from: 51, to: 101 }, { kind: "between", from: 0, to: 0.5 })).toEqual({
      from: 51,
      to: 76,
    });
  });

  it("always leaves two events", () => {
    expect(after(undefined, { kind: "between", from: 0.5, to: 0.5 })).toEqual({ from: 51, to: 52 });
  });
});

import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { askedPosition, nearest, resolvePosition } from "./position.ts";
import { sampleRun } from "./sample-run.ts";

const index = new EventIndex(sampleRun());

function resolve(text: string): number | undefined {
  const position = resolvePosition(index, text);
  return position === undefined ? undefined : index.event(position).sequence;
}

describe("resolvePosition()", () => {
  it("reads a sequence and keeps it within the run", () => {
    expect(resolve("95")).toBe(95);
    expect(resolve("0")).toBe(1);
    expect(resolve("99999")).toBe(206);
  });

  it("reads a time in seconds, milliseconds or as a clock shows it", () => {
    expect(resolve("33.941s")).toBe(95);
    expect(resolve("33941ms")).toBe(95);
    expect(resolve("0:33.941")).toBe(95);
    expect(resolve("0:30")).toBe(94);
  });

  it("reads a share of the time", () => {
    expect(resolve("0%")).toBe(1);
    expect(resolve("100%")).toBe(206);
  });

  it("reads an id as its first event", () => {
    expect(resolve("call_3")).toBe(86);
    expect(resolve("ACT_1")).toBe(154);
    expect(resolve("ev_000042")).toBe(42);
  });

  it("knows when nothing is meant", () => {
    expect(resolve("")).toBeUndefined();
    expect(resolve("call_99")).toBeUndefined();
    expect(resolve("soon")).toBeUndefined();
  });
});

describe("nearest()", () => {
  const sequenceAt = (position: number) => index.event(position).sequence;

  it("steps by event, step, error and approval, in both directions", () => {
    const from = index.positionOf(80);

    expect(sequenceAt(nearest(index, from, 1, "event"))).toBe(81);
    expect(sequenceAt(nearest(index, from, -1, "event"))).toBe(79);
    expect(sequenceAt(nearest(index, from, 1, "step"))).toBe(97);
    expect(sequenceAt(nearest(index, from, -1, "step"))).toBe(53);
    expect(sequenceAt(nearest(index, from, 1, "error"))).toBe(95);
    expect(sequenceAt(nearest(index, from, 1, "approval"))).toBe(154);
  });

  it("finds nothing beyond the ends", () => {
    expect(nearest(index, 0, -1, "event")).toBe(-1);
    expect(nearest(index, index.count - 1, 1, "event")).toBe(-1);
    expect(nearest(index, 0, -1, "error")).toBe(-1);
  });
});

describe("askedPosition()", () => {
  const asked = (query: Record<string, string>) => {
    const position = askedPosition(index, query);
    return position === undefined ? undefined : index.event(position).sequence;
  };

  it("is where a selected span begins, unless the address says another place", () => {
    const { tool_call_id = "", sequence } = index.event(
      index.find(0, 1, (event) => event.tool_call_id !== undefined),
    );

    expect(asked({ sel: tool_call_id })).toBe(sequence);
    expect(asked({ sel: tool_call_id, at: "95" })).toBe(95);
  });

  it("finds a model call by its step", () => {
    const { step_id = "", sequence } = index.event(
      index.find(0, 1, (event) => event.step_id !== undefined),
    );

    expect(asked({ sel: `model ${step_id}` })).toBe(sequence);
  });

  it("is nowhere for a span that the run does not have", () => {
    expect(asked({ sel: "call_none" })).toBeUndefined();
    expect(asked({})).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";

import { changesBetween, type Change } from "./changes.ts";
import { EventIndex } from "./event-index.ts";
import { RunStates } from "./run-states.ts";
import { sampleRun } from "./sample-run.ts";

const index = new EventIndex(sampleRun());
const states = new RunStates(index);

function changedBy(sequence: number): readonly Change[] {
  const position = index.positionOf(sequence);
  const before = states.at(position - 1);
  const after = states.at(position);
  if (before === undefined || after === undefined) throw new Error("The turn was not submitted");
  return changesBetween(before.run, after.run);
}

describe("changesBetween()", () => {
  it("names what a failed call changed, by the call's id", () => {
    expect(changedBy(95)).toEqual([
      { path: "call_3.status", before: "running", after: "timed_out" },
      { path: "call_3.error", after: '"timed_out"' },
    ]);
  });

  it("shows what was added to a text, not the text", () => {
    expect(changedBy(8)).toEqual([{ path: "parts[0].text", after: '+" request"' }]);
  });

  it("shows the run's own facts with their old and new value", () => {
    expect(changedBy(2)).toEqual([
      { path: "run.agent", before: '""', after: "atlas" },
      { path: "run.model", before: '""', after: '"openai/gpt-5-mini"' },
      { path: "run.status", before: "queued", after: "running" },
    ]);
  });

  it("describes a thing that appeared by what names it", () => {
    const paths = changedBy(154);

    expect(paths).toContainEqual({
      path: "run.status",
      before: "running",
      after: "waiting_permission",
    });
    expect(paths).toContainEqual({ path: "act_1", after: '"fs__write_file"' });
  });

  it("finds nothing between equal states", () => {
    const turn = states.at(50);

    expect(turn === undefined ? [1] : changesBetween(turn.run, turn.run)).toEqual([]);
  });

  it("says something of every event that changes what a person sees", () => {
    for (let position = 1; position < index.count; position += 1) {
      const before = states.at(position - 1)?.run;
      const after = states.at(position)?.run;
      if (before === undefined || after === undefined || before.parts === after.parts) continue;
      // A call's part only moves its end when the call changes, and the call says so itself.
      expect(changesBetween(before, after).length).toBeGreaterThan(0);
    }
  });
});

import { describe, expect, it } from "vitest";

import { EventIndex } from "./event-index.ts";
import { emptyingTerms, matcher, parseFilter, withoutTerm } from "./filter.ts";
import { sampleRun } from "./sample-run.ts";

const index = new EventIndex(sampleRun());

function sequences(source: string): readonly number[] {
  const matches = matcher(parseFilter(source), index) ?? (() => true);
  return [...Array(index.count).keys()]
    .filter((position) => matches(position))
    .map((position) => index.event(position).sequence);
}

function types(source: string): readonly string[] {
  return [...new Set(sequences(source).map((each) => index.event(index.positionOf(each)).type))];
}

describe("a filter", () => {
  it("keeps everything when it is empty", () => {
    expect(matcher(parseFilter("  "), index)).toBeUndefined();
  });

  it("keeps a lane, takes one away, and gives a choice of several", () => {
    expect(types("lane:approvals")).toEqual([
      "permission.evaluated",
      "action.required",
      "action.resolved",
    ]);
    expect(types("-lane:tokens -lane:reasoning")).not.toContain("model.completed");
    expect(types("lane:bundle lane:citations")).toEqual(["model.delta", "artifact.changed"]);
  });

  it("finds what failed on the lane of errors", () => {
    expect(sequences("lane:errors")).toEqual([95]);
    expect(sequences("is:error")).toEqual([95]);
  });

  it("finds all events of a call and of a tool, by either name of it", () => {
    expect(types("call:call_3")).toContain("permission.evaluated");
    expect(sequences("tool:tests.run")).toEqual(sequences("tool:tests__run"));
    expect(sequences("tool:tests")).toEqual([
      ...sequences("call:call_3"),
      ...sequences("call:call_4"),
    ]);
  });

  it("keeps a range of sequences, open at either end", () => {
    expect(sequences("seq:90-92")).toEqual([90, 91, 92]);
    expect(sequences("seq:7")).toEqual([7]);
    expect(sequences("seq:205-")).toEqual([205, 206]);
    expect(sequences("seq:-2")).toEqual([1, 2]);
    expect(sequences("seq:nine")).toEqual([]);
  });

  it("keeps a step by its number or its id", () => {
    expect(sequences("step:2")).toEqual(sequences("step:st_2"));
    expect(sequences("step:2").length).toBeGreaterThan(0);
  });

  it("looks for words in type and summary, all of them, quoted ones together", () => {
    expect(sequences("TIMED no result")).toEqual([95]);
    expect(sequences('"no result"')).toEqual([95]);
    expect(sequences('"result no"')).toEqual([]);
    expect(types("type:model.c")).toEqual(["model.completed"]);
  });

  it("keeps what came after a wait of more or less", () => {
    expect(sequences("ms>5000")).toEqual([95]);
    expect(sequences("ms:>=27300 -is:error")).toEqual([]);
    expect(sequences("ms<3 type:started")).not.toContain(48);
    expect(sequences("ms>soon")).toEqual([]);
  });

  it("takes an unknown name for text", () => {
    expect(parseFilter("colour:red").terms[0]).toMatchObject({ name: "text", value: "colour:red" });
  });

  it("joins different names by and", () => {
    expect(sequences("lane:tools seq:1-60 type:result")).toEqual([50, 51]);
  });
});

describe("emptyingTerms()", () => {
  it("names the one term without which something would be left", () => {
    const filter = parseFilter("lane:tools zebra");

    expect(emptyingTerms(filter, index).map((term) => term.source)).toEqual(["zebra"]);
    expect(filter.terms.map((term) => withoutTerm(filter, term))).toEqual(["zebra", "lane:tools"]);
  });
});

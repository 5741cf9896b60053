import { describe, expect, it } from "vitest";

import { laneOf } from "#runtime/event/lane.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { wireFrames } from "#views/inspector/wire-frames.ts";
import { frame } from "./frame.ts";

describe("wireFrames()", () => {
  it("is what the server writes for each event, to the byte", () => {
    for (const entry of sampleRun()) {
      const { event, json } = entry;
      expect(wireFrames(entry, 3).stream).toBe(
        frame(laneOf(event), json, `th_1:3.${event.sequence}`),
      );
    }
  });

  it("shows the lane messages of an event, and none where it says nothing", () => {
    const [submitted, ...rest] = sampleRun();
    const delta = rest.find(({ event }) => event.type === "model.delta");

    expect(submitted && wireFrames(submitted, 1).lanes).toEqual([]);
    expect(delta && wireFrames(delta, 1).lanes).toEqual([
      'id:1.31\nevent:tokens\ndata:{"text":"I"}\n\n',
    ]);
  });
});

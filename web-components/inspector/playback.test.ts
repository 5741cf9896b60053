import { describe, expect, it } from "vitest";

import { Playback } from "./playback.ts";

const gap = { from: 1_000, to: 28_000, position: 3 };

describe("Playback", () => {
  it("runs with the frames, as fast as asked", () => {
    const playback = new Playback(30_000, [], 500);

    playback.advance(16, 4);

    expect(playback.time).toBeCloseTo(564);
  });

  it("passes a skipped gap in a quarter of a second", () => {
    const playback = new Playback(30_000, [gap], 900);

    playback.advance(100 + 250, 1);

    expect(playback.time).toBeCloseTo(28_000);
  });

  it("is over at the end of the run, and stays there", () => {
    const playback = new Playback(2_000, [], 0);

    for (let frame = 0; frame < 10; frame += 1) playback.advance(900, 1);

    expect(playback.isOver).toBe(true);
    expect(playback.time).toBe(2_000);
  });

  it("stands still over a frame that came too late to be one", () => {
    const playback = new Playback(60_000, [], 0);

    playback.advance(45_000, 1);

    expect(playback.time).toBe(0);
  });
});

import { describe, expect, it } from "vitest";

import { VISIBLE_LANES } from "#views/lane-glyph.ts";
import { hiddenLanes, withLane } from "./lane-terms.ts";

describe("withLane()", () => {
  it("solos and mutes a lane in the filter, and takes it back", () => {
    expect(withLane("", "tools", "solo")).toBe("lane:tools");
    expect(withLane("retry lane:tools", "tokens", "solo")).toBe("retry lane:tools lane:tokens");
    expect(withLane("retry LANE:tools", "tools", "solo")).toBe("retry");
    expect(withLane("retry", "status", "mute")).toBe("retry -lane:status");
  });

  it("lets a mute take the place of a solo", () => {
    expect(withLane("lane:tools", "tools", "mute")).toBe("-lane:tools");
    expect(withLane("-lane:tools", "tools", "solo")).toBe("lane:tools");
  });
});

describe("hiddenLanes()", () => {
  it("are the muted ones, and all others beside a solo", () => {
    expect([...hiddenLanes("")]).toEqual([]);
    expect([...hiddenLanes("-lane:status -lane:err type:tool")]).toEqual(["status", "errors"]);
    expect([...hiddenLanes("lane:tools")]).toEqual(
      VISIBLE_LANES.filter((lane) => lane !== "tools"),
    );
  });
});

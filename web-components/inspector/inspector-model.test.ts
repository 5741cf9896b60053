import { describe, expect, it } from "vitest";

import { sampleRun } from "#views/inspector/sample-run.ts";
import type { Query } from "#views/inspector/settings.ts";
import { InspectorModel } from "./inspector-model.ts";
import { perform } from "./perform.ts";

const entries = sampleRun();

function modelOf(given = entries, query: Query = {}): InspectorModel {
  const model = new InspectorModel({ run_id: "r_8f2c", title: "", epoch: 1 }, query);
  model.add(given);
  model.apply(query);
  return model;
}

function sequence(model: InspectorModel): number {
  return model.index.event(model.at).sequence;
}

describe("InspectorModel", () => {
  it("stands at the event of its address, and at the newest without one", () => {
    expect(sequence(modelOf(entries, { at: "95" }))).toBe(95);
    expect(sequence(modelOf())).toBe(206);
  });

  it("stays where it is when what was asked for does not exist", () => {
    const model = modelOf(entries, { at: "95" });

    model.apply({ at: "call_99" });

    expect(sequence(model)).toBe(95);
    expect(model.inspection({ rows: none, spanRows: none }, 0).notFound).toBe("call_99");
  });

  it("puts the playhead between two events and the cursor at the one before", () => {
    const model = modelOf();

    model.scrub(20_000);

    expect(model.time).toBe(20_000);
    expect(sequence(model)).toBe(94);
    perform(model, { do: "release" }, 0);
    expect(model.time).toBe(6_641);
  });

  it("plays from the beginning when it stands at the end, and stops there again", () => {
    const model = modelOf();

    model.togglePlay();
    expect(sequence(model)).toBe(1);
    expect(model.motion).toBe("playing");

    for (let frame = 0; frame < 200; frame += 1) model.advance(100);
    expect(model.motion).toBe("still");
    expect(sequence(model)).toBe(206);
  });

  it("plays on when only the look changes, and stops when the cursor is moved", () => {
    const model = modelOf(entries, { at: "20" });
    model.togglePlay();
    model.advance(16);

    model.apply({ at: String(sequence(model)), speed: "4", idle: "show" });
    expect(model.motion).toBe("playing");

    model.step(1, "error");
    expect(model.motion).toBe("still");
    expect(sequence(model)).toBe(95);
  });

  it("goes on with a live run until it is moved back, and again when asked", () => {
    const model = modelOf(entries.slice(0, 100));
    expect(model.motion).toBe("following");

    model.add(entries.slice(100, 110));
    expect(sequence(model)).toBe(110);

    model.step(-1, "event");
    model.add(entries.slice(110, 120));
    expect([sequence(model), model.motion]).toEqual([109, "still"]);

    model.apply({});
    expect([sequence(model), model.motion]).toEqual([120, "following"]);
  });

  it("stands still once the run is over", () => {
    const model = modelOf(entries.slice(0, 200));

    model.add(entries.slice(200));

    expect([sequence(model), model.motion, model.isLive]).toEqual([206, "still", false]);
  });

  it("plays an event a frame when it is to be as fast as painted", () => {
    const model = modelOf(entries, { at: "93", speed: "max" });

    model.togglePlay();
    for (let frame = 0; frame < 3; frame += 1) model.advance(16);

    expect([sequence(model), model.motion]).toEqual([96, "playing"]);
    for (let frame = 0; frame < 200; frame += 1) model.advance(16);
    expect([sequence(model), model.motion]).toEqual([206, "still"]);
  });

  it("steps along what the filter keeps, and stays where it keeps no more", () => {
    const model = modelOf(entries, { at: "90", q: "type:failed lane:tools" });

    perform(model, { do: "match", direction: 1 }, 0);
    expect(sequence(model)).toBe(95);
    perform(model, { do: "match", direction: 1 }, 0);
    expect(sequence(model)).toBe(95);
    perform(model, { do: "lane", lane: "tools", how: "mute" }, 0);
    expect(model.settings.q).toBe("type:failed -lane:tools");
  });

  it("changes speed by one step and not beyond the last", () => {
    const model = modelOf();

    for (const step of [1, 1, 1, 1, 1] as const) model.changeSpeed(step);
    expect(model.settings.speed).toBe("max");
    for (const step of [-1, -1, -1, -1, -1, -1] as const) model.changeSpeed(step);
    expect(model.settings.speed).toBe("0.25");
  });

  it("draws lists of a growing run now and then, and says that they are behind", () => {
    const model = modelOf(entries.slice(0, 50));
    const first = model.listing(0);
    model.study(0);

    model.add(entries.slice(50, 60));

    expect(model.listing(50)).toBe(first);
    expect(model.isBehind).toBe(true);
    expect(model.listing(150).matches).toBe(60);
  });
});

const none = { from: 0, to: 0, slot: 0 };

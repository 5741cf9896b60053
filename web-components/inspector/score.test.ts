import { page } from "vitest/browser";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import type { Entry } from "#runtime/log/port.ts";
import { longRun } from "#views/inspector/long-run.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { loadStyles, mountInspector, type Mounted } from "./mounted-inspector.ts";

const entries = sampleRun();
const home = location.href;
/** What the page of any run may hold, beside the frame around the inspector. */
const MOST_NODES = 1_400;

beforeEach(async () => {
  await page.viewport(1440, 900);
  await loadStyles();
});
afterEach(() => {
  history.replaceState(null, "", home);
});

async function mount(given: readonly Entry[] = entries, mounted: Mounted = {}) {
  const inspector = await mountInspector(given, mounted);
  onTestFinished(inspector.unmount);
  return inspector;
}

describe("the score of <uar-inspector>", () => {
  it("scrubs with a pointer on the score, and writes the place when it is let go", async () => {
    const { root, sequence } = await mount(entries, { query: { at: "1" } });
    const score = root.querySelector("[data-scrub]");
    if (score === null) throw new Error("The page has no score");
    const { left, width, top } = score.getBoundingClientRect();
    const point = (type: string, part: number) =>
      score.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 1,
          clientX: left + width * part,
          clientY: top + 60,
        }),
      );
    root.setPointerCapture = () => undefined;

    point("pointerdown", 0.2);
    await expect.poll(sequence).toBeGreaterThan(40);
    const first = sequence();
    point("pointermove", 0.999);
    await expect.poll(sequence).toBeGreaterThan(200);
    point("pointermove", 0.2);
    await expect.poll(sequence).toBe(first);
    point("pointerup", 0.2);

    expect(location.search).toBe(`?at=${first}`);
  });

  it("shows a range that was drawn with Shift, and the whole run on a double click", async () => {
    const { root, sequence } = await mount(entries, { query: { at: "95" } });
    const score = root.querySelector("[data-scrub]");
    if (score === null) throw new Error("The page has no score");
    const { left, width, top } = score.getBoundingClientRect();
    const point = (type: string, part: number) =>
      score.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          shiftKey: true,
          clientX: left + width * part,
          clientY: top + 60,
        }),
      );
    root.setPointerCapture = () => undefined;

    point("pointerdown", 0.6);
    point("pointermove", 0.2);
    await expect.poll(() => root.querySelector(".selection")).not.toBeNull();
    point("pointerup", 0.2);

    await expect.poll(() => location.search).toMatch(/^\?at=95&range=\d+-\d+$/);
    expect(root.querySelector(".selection")).toBeNull();
    expect(sequence()).toBe(95);
    score.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    await expect.poll(() => location.search).toBe("?at=95");
  });

  it("zooms by Ctrl and the wheel, and by the keys of the score", async () => {
    const { root, press } = await mount(entries, { query: { at: "95" } });
    const score = root.querySelector("[data-scrub]");
    if (score === null) throw new Error("The page has no score");
    const { left, width } = score.getBoundingClientRect();
    const wheel = { bubbles: true, cancelable: true, deltaY: -200, clientX: left + width / 2 };

    score.dispatchEvent(new WheelEvent("wheel", wheel));
    press("w", score);
    await expect.poll(() => location.search).toContain("range=");
    press("s", score);
    await expect.poll(() => location.search).toBe("?at=95");
    const zoom = new WheelEvent("wheel", { ...wheel, ctrlKey: true });
    score.dispatchEvent(zoom);
    await expect.poll(() => location.search).toContain("range=");
    expect(zoom.defaultPrevented).toBe(true);
  });

  it("solos a lane by a click on its name and mutes it with Shift", async () => {
    const { root } = await mount(entries, { query: { at: "95" } });
    const search = root.querySelector<HTMLInputElement>("input[type=search]");
    const name = () => root.querySelector("[data-solo=tools]");

    name()?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    await expect.poll(() => search?.value).toBe("lane:tools");
    expect(root.querySelectorAll(".score-names [data-hidden]")).toHaveLength(7);
    const shift = { bubbles: true, cancelable: true, shiftKey: true };
    name()?.dispatchEvent(new MouseEvent("click", shift));
    await expect.poll(() => search?.value).toBe("-lane:tools");
    expect(name()?.hasAttribute("data-hidden")).toBe(true);
  });

  it("moves the score by its own keys and tells the place in words", async () => {
    const { root, press, expectAt } = await mount(entries, { query: { at: "94" } });
    const score = root.querySelector("[role=slider]");
    if (score === null) throw new Error("The page has no slider");

    press("ArrowRight", score);
    await expectAt(95);

    expect(score.ariaValueText).toBe("Event 95 of 206, 33.941 s, tool failed");
    press("Home", score);
    await expectAt(1);
    press("End", score);
    await expectAt(206);
  });

  it("is dragged through ten thousand events with the nodes of one screen", async () => {
    const { root, sequence } = await mount(longRun(10_000), { query: { at: "1" } });
    const score = root.querySelector("[data-scrub]");
    if (score === null) throw new Error("The page has no score");
    const { left, width, top } = score.getBoundingClientRect();
    const point = (type: string, part: number) =>
      score.dispatchEvent(
        new PointerEvent(type, { bubbles: true, clientX: left + width * part, clientY: top + 60 }),
      );
    root.setPointerCapture = () => undefined;

    point("pointerdown", 0);
    for (const part of [0.9, 0.1, 0.5, 0.3, 1]) {
      const before = sequence();
      point("pointermove", part);
      await expect.poll(sequence, { interval: 4 }).not.toBe(before);
      const current = root.querySelector(".event-row[aria-current] .seq")?.textContent;
      expect(Number(current)).toBe(sequence());
    }
    point("pointerup", 1);

    await expect.poll(sequence).toBe(10_000);
    expect(root.querySelectorAll("*").length).toBeLessThan(MOST_NODES);
  });
});

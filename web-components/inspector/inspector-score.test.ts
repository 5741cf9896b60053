import { page } from "vitest/browser";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import { sampleRun } from "#views/inspector/sample-run.ts";
import { loadStyles, mountInspector, type Mounted } from "./mounted-inspector.ts";

const home = location.href;

beforeEach(async () => {
  await page.viewport(1440, 900);
  await loadStyles();
});
afterEach(() => {
  history.replaceState(null, "", home);
});

async function mount(mounted: Mounted = {}) {
  const inspector = await mountInspector(sampleRun(), mounted);
  onTestFinished(inspector.unmount);
  return inspector;
}

describe("<uar-inspector> and its score", () => {
  it("scrubs with a pointer on the score, and writes the place when it is let go", async () => {
    const { root, sequence } = await mount({ query: { at: "1" } });
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
    const { root, sequence } = await mount({ query: { at: "95" } });
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
    const { root, press } = await mount({ query: { at: "95" } });
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

  it("keeps every part of the look in the address while the cursor moves", async () => {
    const look = {
      side: "before",
      view: "stage",
      tab: "wire",
      q: "-lane:status",
      idle: "show",
      fold: "off",
      speed: "max",
      path: "show",
      range: "20-150",
    };
    const { press, expectAt } = await mount({ query: { at: "95", ...look } });

    press("j");
    await expectAt(96);

    await expect
      .poll(() => Object.fromEntries(new URLSearchParams(location.search)))
      .toEqual({ at: "96", ...look });
  });

  it("solos a lane by a click on its name and mutes it with Shift", async () => {
    const { root } = await mount({ query: { at: "95" } });
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
    const { root, press, expectAt } = await mount({ query: { at: "94" } });
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
});

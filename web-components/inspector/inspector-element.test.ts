import { page } from "vitest/browser";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

import type { Entry } from "#runtime/log/port.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import { scriptRun, start } from "#views/inspector/script-run.ts";
import { loadStyles, mountInspector, type Mounted } from "./mounted-inspector.ts";

const entries = sampleRun();
const home = location.href;
const CLICK = { bubbles: true, cancelable: true };

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

describe("<uar-inspector>", () => {
  it("takes the server's nodes over instead of drawing its own", async () => {
    const { root, served } = await mount(entries, { query: { at: "20" } });

    expect(served.row).not.toBeNull();
    expect(root.querySelector(".event-row[aria-current]")).toBe(served.row);
    expect(root.querySelector(".stage-screen .part")).toBe(served.stage);
  });

  it("steps by event, step, error and approval on keys", async () => {
    const { press, expectAt } = await mount(entries, { query: { at: "80" } });

    press("j");
    await expectAt(81);
    press("k");
    await expectAt(80);
    press("J");
    await expectAt(97);
    press("E");
    await expectAt(95);
    press("h");
    await expectAt(154);
  });

  it("shows what the event changed, its JSON and the stage after it", async () => {
    const { root, press, expectAt } = await mount(entries, { query: { at: "94" } });

    press("j");
    await expectAt(95);

    expect(root.querySelector(".changes")?.textContent).toContain("call_3.status");
    expect(root.querySelector(".json")?.textContent).toContain('"timed_out"');
    expect(root.querySelector(".stage-screen")?.textContent).toContain("No result within 30 s");
    expect(root.querySelector(".part[data-changed]")?.textContent).toContain("tests.run");
  });

  it("shows the moment before on a key, and links to it", async () => {
    const { root, press } = await mount(entries, { query: { at: "95" } });

    press("b");

    await expect.poll(() => root.querySelector(".stage-screen")?.textContent).toContain("37 of 52");
    expect(location.search).toBe("?at=95");
    await expect.poll(() => location.search).toBe("?at=95&side=before");
  });

  it("follows the links of its own run without leaving the page", async () => {
    const { root, expectAt } = await mount(entries, { query: { at: "95" } });

    root.querySelector<HTMLElement>('.event-row[href$="at=97"]')?.click();
    await expectAt(97);
    root.querySelector<HTMLElement>(".notes a")?.click();
    await expectAt(95);
    root.querySelector<HTMLElement>(".part[data-sequence]")?.click();
    await expectAt(6);
  });

  it("selects a span by a click, keeps it in the address, and lets it go by another", async () => {
    const { root } = await mount(entries, { query: { at: "20" } });
    const bar = () => root.querySelector<SVGAElement>('a[aria-label^="step 2"]');
    const click = () => bar()?.dispatchEvent(new MouseEvent("click", CLICK));
    const selected = () => new URLSearchParams(location.search).get("sel");

    click();
    await expect.poll(() => bar()?.getAttribute("aria-current")).toBe("true");
    expect(root.querySelectorAll(".span-chart a[aria-current]")).toHaveLength(1);
    await expect.poll(selected).not.toBeNull();
    const sel = selected() ?? "";

    click();
    await expect.poll(() => bar()?.hasAttribute("aria-current")).toBe(false);
    await expect.poll(selected).toBeNull();

    const again = await mount(entries, { query: { sel } });
    expect(again.root.querySelector(".span-chart a[aria-current]")).not.toBeNull();
    expect(again.sequence()).toBeGreaterThan(20);
  });

  it("goes where the event box says, and says when there is no such place", async () => {
    const { root, press, expectAt } = await mount();
    const box = root.querySelector<HTMLInputElement>(".event-box input[name=at]");
    if (box === null) throw new Error("The page has no event box");

    press("g");
    expect(document.activeElement).toBe(box);
    box.value = "33.941s";
    box.form?.requestSubmit();
    await expectAt(95);

    box.value = "call_99";
    box.form?.requestSubmit();
    await expect.poll(() => box.ariaInvalid).toBe("true");
    expect(root.querySelector(".event-box")?.textContent).toContain("not found");
  });

  it("filters while one types", async () => {
    const { root, press } = await mount();
    const search = root.querySelector<HTMLInputElement>("input[type=search]");
    if (search === null) throw new Error("The page has no filter");

    press("/");
    expect(document.activeElement).toBe(search);
    search.value = "is:error";
    search.dispatchEvent(new InputEvent("input", { bubbles: true }));

    await expect.poll(() => root.querySelector(".matches")?.textContent).toBe("1 of 206");
    expect(root.querySelectorAll(".event-row")).toHaveLength(1);
    expect(search.value).toBe("is:error");
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
    const { press, expectAt } = await mount(entries, { query: { at: "95", ...look } });

    press("j");
    await expectAt(96);

    await expect
      .poll(() => Object.fromEntries(new URLSearchParams(location.search)))
      .toEqual({ at: "96", ...look });
  });

  it("plays through the run to its end", async () => {
    const { root, press, expectAt } = await mount(entries, { query: { at: "190" } });
    const play = root.querySelector("[data-command=play]");

    press(" ");
    await expect.poll(() => play?.ariaLabel).toBe("Pause");
    await expectAt(206);
    await expect.poll(() => play?.ariaLabel).toBe("Play");
  });

  it("keeps the focus in the list on the current row", async () => {
    const { root, press, expectAt } = await mount(entries, { query: { at: "95" } });
    root.querySelector<HTMLElement>(".event-row[aria-current]")?.focus();

    press("j");
    await expectAt(96);

    await expect
      .poll(() => document.activeElement)
      .toBe(root.querySelector(".event-row[aria-current]"));
  });

  it("draws only the rows in sight of a long run, and any of them when scrolled to", async () => {
    const long = scriptRun((write) => {
      write(0, { type: "turn.submitted", payload: { input: { text: "Go" }, options: {} } });
      for (let call = 1; call < 3_000; call += 1) {
        start(write, 10, "st_1", `call_${call}`, "fs__read", { path: `file ${call}` });
      }
    });
    const { root } = await mount(long, { query: { at: "1" } });
    const list = root.querySelector("[data-list]");
    if (list === null) throw new Error("The page has no list");

    await expect.poll(() => root.querySelectorAll(".event-row").length).toBeLessThan(80);
    list.scrollTop = list.scrollHeight / 2;

    const middle = `[href*="at=${1_500}&"], [href$="at=${1_500}"]`;
    await expect.poll(() => list.querySelector(middle)).not.toBeNull();
    expect(root.querySelectorAll(".event-row").length).toBeLessThan(80);
    expect(list.scrollHeight).toBeGreaterThan(2_999 * 24);
  });

  it("goes on from the page's last event with what the log has more", async () => {
    const { root, expectAt } = await mount(entries.slice(0, 100), { log: entries });

    await expectAt(206);

    expect(root.querySelector(".pill")?.textContent).toContain("Completed");
    expect(root.querySelector(".live")).toBeNull();
  });

  it("leaves the page as it is when the log cannot be read", async () => {
    const errors: unknown[] = [];
    const note = (event: ErrorEvent) => {
      errors.push(event.error);
      event.preventDefault();
    };
    addEventListener("error", note);
    onTestFinished(() => removeEventListener("error", note));
    const place = document.createElement("uar-inspector");
    place.setAttribute("log", "/no-such-log?missing=1");
    place.textContent = "as the server made it";
    document.body.append(place);
    onTestFinished(() => place.remove());

    await expect.poll(() => errors.length).toBe(1);
    expect(place.textContent).toBe("as the server made it");
  });
});

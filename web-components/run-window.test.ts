import { afterEach, expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { PART_STEP } from "#views/run/drawn-parts.ts";
import { EVENTS, show, type Shown } from "./shown-run.ts";
import { UarThread } from "./uar-thread.ts";

customElements.define("uar-thread", UarThread);

const BEGUN = EVENTS.findIndex(({ type }) => type === "reasoning.delta") + 1;
const WORD = EVENTS.find((event) => event.type === "model.delta");
const THOUGHT = EVENTS.find((event) => event.type === "reasoning.delta");
let sequence = EVENTS.length;

afterEach(() => {
  getSelection()?.removeAllRanges();
  document.body.replaceChildren();
});

test("a run that grows lets its oldest parts go, and those that stay keep their nodes", async () => {
  const shown = show(BEGUN);
  await grow(shown, 2 * PART_STEP - 1);
  const [kept] = parts(shown).slice(PART_STEP);

  await grow(shown, 2 * PART_STEP);

  expect(parts(shown)).toHaveLength(PART_STEP);
  expect(parts(shown)[0]).toBe(kept);
  expect(link(shown)?.textContent).toContain("30 earlier parts");
});

test("earlier parts of a live run come back a step at a time", async () => {
  const shown = show(BEGUN);
  await grow(shown, 2 * PART_STEP);
  const [stays] = parts(shown);

  shown.run.showEarlier();

  expect(parts(shown)).toHaveLength(2 * PART_STEP);
  expect(parts(shown)[PART_STEP]).toBe(stays);
  expect(link(shown)).toBeNull();
});

test("nothing is let go while words of the run are marked", async () => {
  const shown = show(BEGUN);
  await grow(shown, 2 * PART_STEP - 1);
  const [, second] = shown.run.querySelectorAll(".prose p");
  getSelection()?.selectAllChildren(second ?? shown.run);
  const marked = getSelection()?.toString();

  await grow(shown, 3 * PART_STEP);

  expect(marked).not.toBe("");
  expect(getSelection()?.toString()).toBe(marked);
  expect(parts(shown)).toHaveLength(3 * PART_STEP);
});

test("nothing is let go while the person reads above", async () => {
  const shown = show(BEGUN);
  const { thread, scroller } = threadAround(shown);
  await grow(shown, 2 * PART_STEP - 1);
  scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));

  await grow(shown, 2 * PART_STEP);
  expect(parts(shown)).toHaveLength(2 * PART_STEP);
  thread.follow();
  await grow(shown, 2 * PART_STEP + 1);

  expect(parts(shown)).toHaveLength(PART_STEP + 1);
});

test("a focus in what is let go moves to the link in its place", async () => {
  const shown = show(BEGUN);
  await grow(shown, 2 * PART_STEP - 1);
  shown.run.querySelector<HTMLElement>("summary")?.focus();

  await grow(shown, 2 * PART_STEP);

  expect(document.activeElement).toBe(link(shown));
});

/** Delivers thoughts and words in turn until the run has so many parts. */
async function grow(shown: Shown, count: number): Promise<void> {
  let there = Number(shown.run.dataset["testParts"] ?? 1);
  for (; there < count; there += 1) shown.deliver(said(there));
  shown.run.dataset["testParts"] = String(there);
  await shown.change();
}

function said(number: number): RuntimeEvent {
  const sample = number % 2 === 0 ? THOUGHT : WORD;
  if (sample === undefined) throw new Error("The sample has words and thoughts");
  sequence += 1;
  return { ...sample, sequence, payload: { text: `Number ${number}.` } };
}

function parts({ run }: Shown): readonly Element[] {
  return [...run.querySelectorAll(".part")];
}

function link({ run }: Shown): Element | null {
  return run.querySelector(".parts > .earlier-parts");
}

/** Puts the run into a thread that scrolls, as a page has it, without taking it out of the page. */
function threadAround({ run }: Shown): { thread: UarThread; scroller: HTMLElement } {
  const scroller = Object.assign(document.createElement("div"), { className: "scroller" });
  scroller.style.cssText = "block-size: 300px; overflow-y: auto; overflow-anchor: none";
  const thread = new UarThread();
  thread.append(scroller);
  run.parentElement?.append(thread);
  scroller.moveBefore(run, null);
  return { thread, scroller };
}

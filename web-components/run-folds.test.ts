import { afterEach, beforeAll, expect, test, vi } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { at, EVENTS, frames, show, type Shown } from "./shown-run.ts";

/** Where the sample's first call runs. */
const RUNNING = EVENTS.findIndex(({ type }) => type === "tool.started") + 1;
const CALL = at(RUNNING - 1);

const THINKING = EVENTS.findIndex(({ type }) => type === "reasoning.delta") + 4;
const ANSWERED = EVENTS.findIndex(({ type }) => type === "model.delta") + 1;

/** Only as it is styled does the page stand still. */
beforeAll(async () => {
  const href = new URL("styles/chat.css", import.meta.url).href;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((resolve) => link.addEventListener("load", resolve));
  document.head.append(link);
  await loaded;
});

afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
  document.body.replaceChildren();
});

test("reasoning stays for a moment when the answer begins, then closes, and nothing jumps", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const shifts = observeShifts();
  const shown = show(THINKING);

  for (const event of EVENTS.slice(THINKING, ANSWERED)) shown.deliver(event);
  await shown.change();
  expect(reasoning(shown).open).toBe(true);
  const closed = shown.change();
  vi.advanceTimersByTime(400);
  await closed;

  expect(reasoning(shown).open).toBe(false);
  await frames(3);
  expect(shifts()).toBe(0);
});

test("reasoning that the person opened or closed stays so, after a reload, too", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const shown = show(THINKING);
  for (const _ of [1, 2]) shown.run.querySelector<HTMLElement>("summary")?.click();

  for (const event of EVENTS.slice(THINKING, ANSWERED)) shown.deliver(event);
  await shown.change();
  vi.advanceTimersByTime(400);
  await frames(2);
  expect(reasoning(shown).open).toBe(true);
  shown.run.remove();
  const again = show(ANSWERED);
  await again.change();

  expect(reasoning(again).open).toBe(true);
});

test("what a call said last stays for a moment after it succeeded, or while it is open", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const { left, opened } = { left: show(RUNNING), opened: show(RUNNING) };
  opened.run.querySelector<HTMLElement>(".call > summary")?.click();

  for (const shown of [left, opened]) {
    for (const n of [1, 2, 3, 4, 5, 6, 7]) shown.deliver(said(`line ${n}`));
    await shown.change();
    expect(tail(shown)).toEqual([2, 3, 4, 5, 6, 7].map((n) => `line ${n}`));
    shown.deliver(resultOf(CALL));
    await shown.change();
    expect(tail(shown)).toHaveLength(6);
  }
  vi.advanceTimersByTime(600);
  await frames(2);

  expect(tail(left)).toEqual([]);
  expect(tail(opened)).toHaveLength(6);
});

function reasoning({ run }: Shown): HTMLDetailsElement {
  const details = run.querySelector<HTMLDetailsElement>("details.reasoning");
  if (details === null) throw new Error("The run shows no reasoning");
  return details;
}

function tail({ run }: Shown): readonly string[] {
  return [...run.querySelectorAll(".calls-tail li > span")].map((line) => line.textContent);
}

function said(message: string): RuntimeEvent {
  return { ...CALL, type: "tool.progress", payload: { message } };
}

function resultOf(call: RuntimeEvent): RuntimeEvent {
  const payload = { name: "fs__read", output: { content: "done" } };
  return { ...call, type: "tool.result", payload };
}

/** Answers with how much has moved without the person's doing since then. */
function observeShifts(): () => number {
  let sum = 0;
  const take = (entries: readonly PerformanceEntry[]): void => {
    for (const entry of entries) sum += (entry as PerformanceEntry & { value: number }).value;
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "layout-shift" });
  return () => {
    take(observer.takeRecords());
    return sum;
  };
}

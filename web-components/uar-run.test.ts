import { afterEach, expect, test } from "vitest";

import { at, EVENTS, frames, show } from "./shown-run.ts";
import { SubscribeEvent } from "./subscribe-event.ts";
import type { UarRun } from "./uar-run.ts";

const BEGUN = EVENTS.findIndex(({ type }) => type === "turn.started") + 1;

afterEach(() => document.body.replaceChildren());

test("a live run subscribes after the state that it was rendered with", () => {
  const { subscription } = show(BEGUN);

  expect(subscription?.thread_id).toBe("th_1");
  expect(subscription?.after).toEqual({ epoch: 1, sequence: BEGUN });
});

test("a run that has no state is static and asks for nothing", () => {
  const host = document.createElement("div");
  const asked: Event[] = [];
  host.addEventListener(SubscribeEvent.type, (event) => asked.push(event));
  const run = document.createElement("uar-run");
  run.setAttribute("thread", "th_1");
  host.append(run);
  document.body.append(host);

  expect(asked).toEqual([]);
});

test("it paints once for many events of one frame, and reports them together", async () => {
  const shown = show(BEGUN);
  const burst = EVENTS.slice(BEGUN, BEGUN + 20);

  for (const event of burst) shown.deliver(event);
  await shown.change();

  expect(shown.changes).toHaveLength(2);
  expect(shown.changes.at(-1)?.ticks).toHaveLength(burst.length);
  expect(shown.changes.at(-1)?.run.last_sequence).toBe(burst.at(-1)?.sequence);
});

test("at the end it shows what a page rendered at the end shows", async () => {
  const live = show(BEGUN);

  for (const event of EVENTS.slice(BEGUN)) {
    live.deliver(event);
    if (event.sequence % 7 === 0) await live.change();
  }
  await live.change();

  expect(text(live.run)).toBe(text(show(EVENTS.length).run));
  expect(live.run.getAttribute("status")).toBe("completed");
});

test("it stops listening when its run has ended", () => {
  const shown = show(BEGUN);

  for (const event of EVENTS.slice(BEGUN)) shown.deliver(event);

  expect(shown.stopped()).toBe(true);
});

test("events of another run do not touch it", () => {
  const shown = show(BEGUN);

  shown.deliver({ ...at(BEGUN), run_id: "r_other" });

  expect(shown.changes).toHaveLength(1);
});

test("closed paragraphs keep their nodes, and a selection in them survives the end", async () => {
  const shown = show(BEGUN);
  const text_ = "First paragraph.\n\nSecond paragraph.\n\nThird";
  const delta = EVENTS.find((event) => event.type === "model.delta");
  if (delta === undefined) throw new Error("The sample has text");
  shown.deliver({ ...delta, payload: { text: text_ } });
  await shown.change();
  const paragraph = shown.run.querySelector(".prose p");
  getSelection()?.selectAllChildren(paragraph ?? shown.run);

  shown.deliver({ ...delta, payload: { text: " one and more.\n\nFourth" } });
  await shown.change();
  for (const event of EVENTS.filter(({ type }) => type === "turn.completed")) shown.deliver(event);
  await shown.change();

  expect(shown.run.querySelector(".prose p")).toBe(paragraph);
  expect(getSelection()?.toString()).toBe("First paragraph.");
  expect(shown.run.querySelectorAll(".prose p")).toHaveLength(4);
});

test("what is marked in words that are being written stays marked while they grow", async () => {
  const shown = show(BEGUN);
  const delta = EVENTS.find((event) => event.type === "model.delta");
  if (delta === undefined) throw new Error("The sample has text");
  shown.deliver({ ...delta, payload: { text: "Some words of **the** answer" } });
  await shown.change();
  const last = shown.run.querySelector(".prose p")?.lastChild?.previousSibling;
  getSelection()?.setBaseAndExtent(last ?? shown.run, 1, last ?? shown.run, 7);

  shown.deliver({ ...delta, payload: { text: " that go on, *and" } });
  await shown.change();

  expect(shown.run.querySelector(".prose p")?.textContent).toContain("that go on, and");
  expect(getSelection()?.toString()).toBe("answer");
});

test("after a stop nothing more is shown until the runtime confirms it", async () => {
  const texts = EVENTS.findIndex(({ type }) => type === "model.delta");
  const shown = show(texts);
  const before = text(shown.run);

  shown.run.hold();
  shown.deliver(at(texts));
  await frames(3);
  expect(text(shown.run)).toBe(before);
  shown.deliver({
    ...at(texts + 1),
    type: "task.cancel_requested",
    payload: { reason: "stopped by you", requested_by: "person" },
  });
  await shown.change();

  expect(text(shown.run)).toContain("Stopping");
});

function text(run: UarRun): string {
  return (run.textContent ?? "").replaceAll(/\s+/g, " ");
}

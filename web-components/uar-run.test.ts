import { afterEach, expect, test } from "vitest";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneOf } from "#runtime/event/lane.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";
import type { ThreadListener } from "./lane-source.ts";
import { RunChangeEvent } from "./run-change-event.ts";
import { SubscribeEvent } from "./subscribe-event.ts";
import { UarRun } from "./uar-run.ts";

customElements.define("uar-run", UarRun);

const EVENTS = sampleRun().map((entry) => entry.event);
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

test("reasoning closes by itself when it ends, but not when the person opened it", async () => {
  const thinking = EVENTS.findIndex(({ type }) => type === "reasoning.delta") + 4;
  const answered = EVENTS.findIndex(({ type }) => type === "model.delta") + 1;
  const left = show(thinking);
  const touched = show(thinking);
  const summary = touched.run.querySelector<HTMLElement>("summary");
  summary?.click();
  summary?.click();

  for (const shown of [left, touched]) {
    for (const event of EVENTS.slice(thinking, answered)) shown.deliver(event);
    await shown.change();
  }

  expect(left.run.querySelector<HTMLDetailsElement>("details.reasoning")?.open).toBe(false);
  expect(touched.run.querySelector<HTMLDetailsElement>("details.reasoning")?.open).toBe(true);
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

interface Shown {
  readonly run: UarRun;
  readonly changes: RunChangeEvent[];
  readonly subscription: SubscribeEvent | undefined;
  readonly stopped: () => boolean;
  deliver(event: RuntimeEvent): void;
  /** Resolves at the next painted frame. */
  change(): Promise<void>;
}

/** A page with the sample's run as it was after `end` events. */
function show(end: number): Shown {
  const host = document.createElement("div");
  document.body.append(host);
  const changes: RunChangeEvent[] = [];
  const subscriptions: SubscribeEvent[] = [];
  let stopped = false;
  host.addEventListener(SubscribeEvent.type, (event) => {
    if (!(event instanceof SubscribeEvent)) return;
    subscriptions.push(event);
    event.accept(() => (stopped = true));
  });
  host.addEventListener(RunChangeEvent.type, (event) => {
    if (event instanceof RunChangeEvent) changes.push(event);
  });

  const run = new UarRun();
  run.setAttribute("thread", "th_1");
  run.setAttribute("after", `1.${end}`);
  run.setAttribute("state", JSON.stringify(stateAfter(end)));
  const parts = document.createElement("div");
  parts.className = "parts";
  run.append(parts);
  host.append(run);

  const listener = (): ThreadListener | undefined => subscriptions[0]?.listener;
  return {
    run,
    changes,
    subscription: subscriptions[0],
    stopped: () => stopped,
    deliver: (event) => listener()?.onEvent(event, laneOf(event)),
    change: () =>
      new Promise((resolve) => {
        host.addEventListener(RunChangeEvent.type, () => resolve(), { once: true });
      }),
  };
}

function stateAfter(end: number): RunState {
  const run = EVENTS.slice(0, end).reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error("The sample has a turn");
  return run;
}

function at(index: number): RuntimeEvent {
  const event = EVENTS[index];
  if (event === undefined) throw new Error(`The sample has no event ${index}`);
  return event;
}

function text(run: UarRun): string {
  return (run.textContent ?? "").replaceAll(/\s+/g, " ");
}

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

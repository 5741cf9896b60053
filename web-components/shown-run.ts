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

/** The sample's events, of which tests deliver some to the run that is shown. */
export const EVENTS = sampleRun().map((entry) => entry.event);

/** A live run in a page of a test. */
export interface Shown {
  readonly run: UarRun;
  readonly changes: RunChangeEvent[];
  readonly subscription: SubscribeEvent | undefined;
  readonly stopped: () => boolean;
  deliver(event: RuntimeEvent): void;
  /** Resolves at the next painted frame. */
  change(): Promise<void>;
}

/** A page with the sample's run as it was after `end` events. */
export function show(end: number): Shown {
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

/** One event of the sample, by its place from 0. */
export function at(index: number): RuntimeEvent {
  const event = EVENTS[index];
  if (event === undefined) throw new Error(`The sample has no event ${index}`);
  return event;
}

/** Resolves when so many frames have been drawn. */
export async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

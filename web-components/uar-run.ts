import { render } from "lit/html.js";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Lane } from "#runtime/event/lane.ts";
import { foldRun } from "#runtime/state/fold-run.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { LaneTick } from "#views/chat/lane-activity.ts";
import { drawnFrom, PART_STEP } from "#views/run/drawn-parts.ts";
import { runView } from "#views/run/run-view.ts";
import { glide } from "./chat/glide.ts";
import { KeptFolds } from "./chat/kept-folds.ts";
import { Lingering } from "./chat/lingering.ts";
import { adopt } from "./adopt.ts";
import { RunChangeEvent } from "./run-change-event.ts";
import { parseCursor } from "./stream/cursor.ts";
import { SubscribeEvent } from "./subscribe-event.ts";
import type { UarThread } from "./uar-thread.ts";

/** So long does a stopped run hold back what still arrives, unless the runtime confirms the stop earlier. */
const STOP_HOLD_MS = 2000;

/**
 * One run of a thread. A finished run is static HTML and stays so. A live one adopts the HTML and
 * the state that the server rendered at `after`, folds each later event, and paints once a frame.
 *
 * 1. Every event is folded when it arrives, in order; frames only show the newest state.
 * 2. What the person opened or closed stays as the person left it.
 * 3. While the end of the thread is read, the oldest drawn parts are let go as new ones come. They stay
 *    while the person is elsewhere or marks words, and a focus in them goes to the link in their place.
 */
export class UarRun extends HTMLElement {
  #run: RunState | undefined;
  #shown: RunState | undefined;
  #subscription: SubscribeEvent | undefined;
  #ticks: LaneTick[] = [];
  #frame = 0;
  /** The first part that is drawn, by its place from 0. */
  #first = 0;
  #heldUntil = 0;
  #parts: HTMLElement = this;
  #folds: KeptFolds | undefined;
  readonly #lingering = new Lingering(() => this.#schedule());

  connectedCallback(): void {
    const state = this.getAttribute("state");
    if (state === null || this.#run !== undefined) return;
    // Written by our own server, out of the same types.
    this.#run = JSON.parse(state) as RunState;
    this.removeAttribute("state");
    this.#parts = this.#findParts();
    this.#first = drawnFrom(this.#run);
    adopt(this.#view(this.#run), this.#parts);
    this.#shown = this.#run;
    this.addEventListener("click", this.#rememberToggle);
    this.#folds = new KeptFolds(this.#run.run_id);
    if (this.#folds.choices.size > 0) this.#schedule();
    this.#subscribe();
    this.dispatchEvent(new RunChangeEvent(this.#run, []));
  }

  /** A turn that is moved within the queue goes on as it is. */
  connectedMoveCallback(): void {}

  disconnectedCallback(): void {
    this.#subscription?.stop();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#lingering.stop();
  }

  /** Shows nothing more of a run that the person stopped, until the runtime says that it is stopping. */
  hold(): void {
    this.#heldUntil = performance.now() + STOP_HOLD_MS;
    setTimeout(() => this.#schedule(), STOP_HOLD_MS);
  }

  /** Draws parts before those that are drawn. False where the run does not know them: it never was live. */
  showEarlier(): boolean {
    if (this.#run === undefined) return false;
    this.#first = Math.max(0, this.#first - PART_STEP);
    this.#draw(this.#run);
    return true;
  }

  #subscribe(): void {
    const after = parseCursor(this.getAttribute("after") ?? "");
    const thread = this.getAttribute("thread");
    if (after === undefined || thread === null) return;
    this.#subscription = new SubscribeEvent(thread, after, {
      onEvent: (event, lane) => this.#fold(event, lane),
      onResync: () => this.dispatchEvent(new Event("uar-resync", { bubbles: true })),
    });
    this.dispatchEvent(this.#subscription);
  }

  /** (1) */
  #fold(event: RuntimeEvent, lane: Lane): void {
    if (this.#run === undefined || event.run_id !== this.#run.run_id) return;
    this.#run = foldRun(this.#run, event);
    this.#ticks.push({ lane, at: Date.parse(event.timestamp) });
    if (isTerminal(this.#run.status)) this.#subscription?.stop();
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (this.#run === undefined || !this.isConnected || this.#isHeld(this.#run)) return;
    const run = this.#run;
    if (this.getAttribute("status") !== run.status) this.setAttribute("status", run.status);
    // What glides is measured before and after: nothing else may move with it.
    if (this.#lingering.look(this.#shown ?? run, run)) glide(this.#parts, () => this.#draw(run));
    else {
      if (!this.#isReadAbove()) this.#first = Math.max(this.#first, drawnFrom(run));
      this.#draw(run);
    }
    this.#shown = run;
    this.setAttribute("sequence", String(this.#run.last_sequence));
    const ticks = this.#ticks;
    this.#ticks = [];
    this.dispatchEvent(new RunChangeEvent(this.#run, ticks));
  }

  /** (3) */
  #draw(run: RunState): void {
    const focused = this.#parts.contains(document.activeElement) ? document.activeElement : null;
    render(this.#view(run), this.#parts);
    if (focused === null || focused.isConnected) return;
    const link = this.#parts.querySelector<HTMLElement>(":scope > .earlier-parts");
    (link ?? this.closest<HTMLElement>(".scroller"))?.focus({ preventScroll: true });
  }

  /** (3) */
  #isReadAbove(): boolean {
    const selection = document.getSelection();
    const isMarked = selection !== null && !selection.isCollapsed;
    if (isMarked && selection.containsNode(this, true)) return true;
    return this.closest<UarThread>("uar-thread")?.following === false;
  }

  #isHeld(run: RunState): boolean {
    return run.status === "running" && performance.now() < this.#heldUntil;
  }

  #view(run: RunState): unknown {
    const { keys: lingering } = this.#lingering;
    const opened = this.#folds?.choices;
    const first = this.#first;
    return runView(run, {
      mode: "live",
      first,
      lingering,
      ...(opened !== undefined && { opened }),
    });
  }

  #findParts(): HTMLElement {
    const parts = this.querySelector<HTMLElement>(":scope > .parts");
    if (parts === null)
      throw new Error(`The run "${this.getAttribute("run")}" has no parts to fill`);
    return parts;
  }

  /** (2) The click comes before the toggle: what is open now will be closed. */
  readonly #rememberToggle = (event: Event): void => {
    const details =
      event.target instanceof Element && event.target.closest("summary")?.parentElement;
    if (!(details instanceof HTMLDetailsElement)) return;
    const { part, call } = details.dataset;
    const key = part === undefined ? call : Number(part);
    if (key === undefined) return;
    this.#folds?.set(key, !details.open);
    this.#schedule();
  };
}

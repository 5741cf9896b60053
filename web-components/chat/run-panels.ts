import { render } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { ACTIVITY_WINDOW_MS, type LaneTick } from "#views/chat/lane-activity.ts";
import type { Mixer } from "#views/chat/lane-mixer.ts";
import { laneStrip } from "#views/chat/lane-strip.ts";
import { lanesPanel } from "#views/chat/lanes-panel.ts";
import { runFacts, runMeta } from "#views/chat/run-facts.ts";
import { parseCursor } from "#web-components/stream/cursor.ts";
import { type Wire, wireFooter } from "#views/chat/wire-footer.ts";

const DRAW_MS = 100;
const TICKS_MAX = 4000;

/** The places around the thread that tell of the run: head, chips, lanes, wire. */
export class RunPanels {
  readonly #root: HTMLElement;
  readonly #places = new Map<string, HTMLElement>();
  #run: RunState | undefined;
  #ticks: LaneTick[] = [];
  #mixer: Mixer = { mute: [], solo: [] };
  #wire: Wire;
  #timer = 0;
  #frame = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
    const sequence = parseCursor(root.getAttribute("after") ?? "")?.sequence ?? 0;
    this.#wire = { status: "off", sequence };
  }

  get run(): RunState | undefined {
    return this.#run;
  }

  /** Takes the newest state of a run; what is drawn is at most a tenth of a second old. */
  show(run: RunState, ticks: readonly LaneTick[]): void {
    if (this.#run === undefined) this.#ticks = readTicks(this.#root);
    else if (run.run_id !== this.#run.run_id) this.#ticks = [];
    this.#run = run;
    this.#ticks.push(...ticks);
    this.#forgetOldTicks();
    const newest = ticks.at(-1);
    const lag = newest === undefined ? this.#wire.lag : Math.max(0, Date.now() - newest.at);
    this.#wire = { ...this.#wire, sequence: run.last_sequence, lag };
    this.#schedule();
  }

  setMixer(mixer: Mixer): void {
    this.#mixer = mixer;
    this.#schedule();
  }

  setWire(wire: Pick<Wire, "status" | "tabs">): void {
    this.#wire = { ...this.#wire, ...wire };
    this.#fill("wire", wireFooter(this.#wire));
  }

  stop(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  /** In a frame, so that one layout serves the run's text too; a page that nobody sees has none. */
  #schedule(): void {
    this.#timer ||= window.setTimeout(() => {
      this.#frame = requestAnimationFrame(() => {
        this.#timer = 0;
        this.#draw();
      });
    }, DRAW_MS);
  }

  /** While a run goes on, its sparklines move even when nothing comes. */
  #draw(): void {
    const run = this.#run;
    if (run === undefined) return;
    const end = isTerminal(run.status) ? Date.parse(run.ended_at ?? "") : Date.now();
    const activity = { ticks: this.#ticks, end };
    this.#fill("meta", runMeta(run));
    this.#fill("facts", runFacts(run));
    this.#fill("strip", laneStrip(run));
    this.#fill("lanes", lanesPanel(run, activity, this.#mixer));
    this.#fill("wire", wireFooter(this.#wire));
    if (!isTerminal(run.status)) this.#schedule();
  }

  /** What the server put into a place is replaced once, then Lit owns it. */
  #fill(name: string, template: unknown): void {
    const place =
      this.#places.get(name) ?? this.#root.querySelector<HTMLElement>(`[data-slot=${name}]`);
    if (place === null) return;
    if (!this.#places.has(name)) place.replaceChildren();
    this.#places.set(name, place);
    render(template, place);
  }

  #forgetOldTicks(): void {
    const oldest = (this.#ticks.at(-1)?.at ?? 0) - ACTIVITY_WINDOW_MS;
    const first = this.#ticks.findIndex((tick) => tick.at >= oldest);
    const kept = this.#ticks.length - TICKS_MAX;
    if (first > 0 || kept > 0) this.#ticks = this.#ticks.slice(Math.max(first, kept));
  }
}

/** The server sends the newest ticks with the page, as pairs of lane and time. */
function readTicks(root: HTMLElement): LaneTick[] {
  const ticks = root.querySelector<HTMLElement>("[data-ticks]")?.dataset["ticks"];
  if (ticks === undefined) return [];
  const pairs = JSON.parse(ticks) as readonly (readonly [Lane, number])[];
  return pairs.map(([lane, at]) => ({ lane, at }));
}

import { render } from "lit/html.js";

import type { Cursor, Entry } from "#runtime/log/port.ts";
import { inspect } from "#views/inspector/inspect.ts";
import { lookAddress } from "#views/inspector/inspection.ts";
import { inspectorView } from "#views/inspector/inspector-view.ts";
import type { Query } from "#views/inspector/settings.ts";
import { PLACE } from "#views/urls.ts";
import { adopt } from "#web-components/adopt.ts";
import { AddressBar } from "./address-bar.ts";
import { addressQuery } from "./address-query.ts";
import type { Command } from "./command.ts";
import { listenToControls } from "./controls.ts";
import { InspectorModel, type RunFacts } from "./inspector-model.ts";
import { isPageCommand, performOnPage } from "./page-commands.ts";
import { perform } from "./perform.ts";
import { readEntries } from "./read-entries.ts";
import { Screen } from "./screen.ts";

export interface DrivenRun extends RunFacts {
  readonly thread_id: string;
  /** The newest event in the server's page, by its sequence. */
  readonly last: number;
  /** Where its events are, as JSON Lines: an address, or `#id` of an element that holds them. */
  readonly log: string;
}

/**
 * Drives the page of one run: reads the whole log once, folds it in the browser, and draws every
 * look at it from there.
 *
 * 1. The page stays as the server made it until the events up to `last` are here; the first
 *    drawing adopts its nodes.
 * 2. Every command changes the model and asks for a frame: one drawing a frame, however many events.
 * 3. Links and forms are the controls; those that lead to the same run become commands.
 */
export class InspectorDriver {
  readonly #root: HTMLElement;
  readonly #run: DrivenRun;
  readonly #model: InspectorModel;
  readonly #address = new AddressBar();
  readonly #stop = new AbortController();
  #screen: Screen | undefined;
  #frame = 0;
  /** The time of the last frame while playing. */
  #playedAt: number | undefined;
  #scroll: "reveal" | "stay" = "reveal";

  constructor(root: HTMLElement, run: DrivenRun) {
    this.#root = root;
    this.#run = run;
    this.#model = new InspectorModel(run, currentQuery());
  }

  get isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Reads the log, takes the page over, and follows the run as long as it is live. */
  async open(): Promise<void> {
    const { signal } = this.#stop;
    const { thread_id, epoch, last, log } = this.#run;
    const model = this.#model;
    for await (const entries of readEntries(log, signal)) {
      if (this.#screen === undefined) {
        model.add(entries.filter(({ event }) => event.sequence <= last));
        if (model.index.lastSequence >= last) this.#adopt(currentQuery());
      }
      if (this.#screen === undefined) continue;
      model.add(entries);
      this.#schedule();
    }
    if (model.isLive && PLACE === "server")
      await this.#follow(thread_id, { epoch, sequence: model.index.lastSequence });
  }

  close(): void {
    this.#stop.abort();
    this.#address.flush();
    cancelAnimationFrame(this.#frame);
  }

  /** Makes the server's nodes ours (1), then listens. */
  #adopt(query: Query): void {
    const { signal } = this.#stop;
    const now = performance.now();
    const prepared = { study: this.#model.study(now), listing: this.#model.listing(now) };
    adopt(inspectorView(inspect(this.#model.log, query, prepared)), this.#root);
    this.#screen = new Screen(this.#root, () => this.#schedule(), signal);
    this.#model.apply(query);
    const ask = (command: Command) => this.#do(command);
    listenToControls(this.#root, this.#run.run_id, ask, signal);
    addEventListener("popstate", () => ask({ do: "apply", query: currentQuery() }), { signal });
    this.#root.dataset["driven"] = ""; // for whoever waits until keys count
  }

  async #follow(thread_id: string, after: Cursor): Promise<void> {
    const { followThread } = await import("./follow-thread.ts");
    const { signal } = this.#stop;
    if (signal.aborted) return;
    const model = this.#model;
    const take = (entry: Entry) => {
      if (entry.event.run_id !== this.#run.run_id) return;
      model.add([entry]);
      if (model.motion === "following") this.#scroll = "reveal";
      this.#schedule();
    };
    followThread({ thread_id, after, take, isOver: () => !model.isLive }, signal);
  }

  #do(command: Command): void {
    const model = this.#model;
    if (isPageCommand(command)) {
      const flush = () => this.#address.flush();
      performOnPage({ root: this.#root, run_id: this.#run.run_id, model, flush }, command);
      return;
    }
    const now = performance.now();
    perform(model, command, now);
    // A row that one clicked on is in sight, and stays where it is.
    const stays = command.do === "apply" && this.#screen?.shows(model.listing(now), model.at);
    if (stays !== true) this.#scroll = "reveal";
    this.#writeAddress();
    if (command.do === "release") this.#address.flush();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0;
      if (this.#screen !== undefined) this.#draw(this.#screen, now);
    });
  }

  #draw(screen: Screen, now: number): void {
    const model = this.#model;
    this.#advance(now);
    const { at, time } = model;
    const sight = { listing: model.listing(now), study: model.study(now), at, time };
    const inspection = model.inspection(screen.windows(sight, this.#scroll), now);
    render(inspectorView(inspection), this.#root);
    screen.settle(inspection);
    this.#scroll = "stay";
    if (model.motion === "playing" || model.isBehind) this.#schedule();
  }

  #advance(now: number): void {
    if (this.#model.motion !== "playing") {
      this.#playedAt = undefined;
      return;
    }
    this.#model.advance(now - (this.#playedAt ?? now));
    this.#playedAt = now;
    this.#scroll = "reveal";
    this.#writeAddress();
  }

  #writeAddress(): void {
    const { index, at, settings, motion } = this.#model;
    const place = { run_id: this.#run.run_id, index, at, settings, motion };
    this.#address.write(lookAddress(place, {}));
  }
}

function currentQuery(): Query {
  return addressQuery(location);
}

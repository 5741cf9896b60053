import { nothing, render } from "lit/html.js";

import { backView, CONNECTION } from "#views/chat/connection-view.ts";
import type { StreamStatus } from "#web-components/stream/tab-message.ts";

/** A short break is not worth a word. */
const PATIENCE_MS = 3000;
const BACK_MS = 4000;

/** Says in words that the stream is away, and that it is back with what was missed. */
export class ConnectionBanner {
  readonly #place: HTMLElement;
  readonly #sequence: () => number;
  #timer = 0;
  #awayAt: number | undefined;
  #shown = false;

  constructor(place: HTMLElement, sequence: () => number) {
    this.#place = place;
    this.#sequence = sequence;
  }

  set(status: StreamStatus): void {
    clearTimeout(this.#timer);
    if (status === "live") {
      this.#back();
      return;
    }
    if (status !== "catching up") this.#awayAt ??= this.#sequence();
    if (this.#awayAt === undefined) return;
    const show = (): void => {
      this.#shown = true;
      render(AWAY[status], this.#place);
    };
    if (this.#shown) show();
    else this.#timer = window.setTimeout(show, PATIENCE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #back(): void {
    const from = this.#awayAt;
    this.#awayAt = undefined;
    if (!this.#shown || from === undefined) return;
    this.#shown = false;
    const missed = this.#sequence() - from;
    render(backView(missed, from), this.#place);
    this.#timer = window.setTimeout(() => render(nothing, this.#place), BACK_MS);
  }
}

const AWAY: Readonly<Record<StreamStatus, unknown>> = {
  live: nothing,
  "catching up": CONNECTION.reconnecting,
  offline: CONNECTION.offline,
  lost: CONNECTION.refused,
};

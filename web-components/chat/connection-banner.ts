import { html, nothing, render, type TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
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
    const words = missed > 0 ? `${missed} events caught up from ${from}` : "Nothing was missed";
    render(banner("check", "Back.", words), this.#place);
    this.#timer = window.setTimeout(() => render(nothing, this.#place), BACK_MS);
  }
}

const AWAY: Readonly<Record<StreamStatus, unknown>> = {
  live: nothing,
  "catching up": banner("retry", "Reconnecting.", "The run goes on meanwhile."),
  offline: banner("wifi", "Offline.", "The run goes on without you. What you send waits here."),
  lost: banner(
    "key",
    "The server refuses this page.",
    "Open the link that it printed at its start.",
  ),
};

function banner(
  name: "check" | "key" | "retry" | "wifi",
  title: string,
  text: string,
): TemplateResult {
  return html`<div class="connection" role="status">
    ${icon(name)}<span><b>${title}</b> <small>${text}</small></span>
  </div>`;
}

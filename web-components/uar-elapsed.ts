import { clock, duration } from "#views/duration.ts";

const TICK_MS = 100;
const MINUTE_MS = 60_000;
const FIGURE_SPACE = "\u2007";

/** Time since `since`, ten times a second, for all such elements in one timer. */
export class UarElapsed extends HTMLElement {
  static readonly #ticking = new Set<UarElapsed>();
  static #timer = 0;

  connectedCallback(): void {
    UarElapsed.#ticking.add(this);
    UarElapsed.#timer ||= window.setInterval(tickAll, TICK_MS);
    this.tick();
  }

  disconnectedCallback(): void {
    UarElapsed.#ticking.delete(this);
    if (UarElapsed.#ticking.size > 0) return;
    clearInterval(UarElapsed.#timer);
    UarElapsed.#timer = 0;
  }

  tick(): void {
    const ms = Math.max(0, Date.now() - Date.parse(this.getAttribute("since") ?? ""));
    if (Number.isNaN(ms)) return;
    this.textContent = this.hasAttribute("clock") ? clock(ms) : stopwatch(ms);
  }

  static tickAll(): void {
    for (const element of UarElapsed.#ticking) element.tick();
  }
}

/** Of one width up to a minute, so that nothing beside it moves. */
function stopwatch(ms: number): string {
  return ms < MINUTE_MS ? `${(ms / 1000).toFixed(1)} s`.padStart(6, FIGURE_SPACE) : duration(ms);
}

/** In a frame, so that one layout serves what else changes in it. */
function tickAll(): void {
  if (document.visibilityState === "visible") requestAnimationFrame(() => UarElapsed.tickAll());
}

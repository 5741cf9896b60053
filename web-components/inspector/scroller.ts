import type { RowWindow } from "#views/inspector/inspection.ts";

/** Rows drawn beyond each edge of the screen. */
const OVERSCAN = 4;

/**
 * A scrolling list of equally high rows, of which only the ones in sight are drawn. The rows that
 * are not drawn are stood for by an element with `data-rows` on each side.
 */
export class Scroller {
  readonly #element: HTMLElement;
  readonly #sizes: ResizeObserver;
  #rowHeight = 24;
  #height = 0;
  #window: RowWindow = { from: 0, to: Number.POSITIVE_INFINITY, slot: 0 };

  /** Calls `changed` when the person scrolls, or the list gets another size. */
  constructor(element: HTMLElement, changed: () => void, signal: AbortSignal) {
    this.#element = element;
    this.#measure();
    this.#sizes = new ResizeObserver(() => {
      this.#measure();
      changed();
    });
    this.#sizes.observe(element);
    element.addEventListener("scroll", changed, { signal, passive: true });
    signal.addEventListener("abort", () => this.#sizes.disconnect(), { once: true });
  }

  /** How far below the top edge a row stands. */
  offsetOf(row: number): number {
    return row * this.#rowHeight - this.#element.scrollTop;
  }

  shows(row: number): boolean {
    const top = this.offsetOf(row);
    return top >= 0 && top + this.#rowHeight <= this.#height;
  }

  /** Where the list has to scroll so that a row stands `offset` below the edge: a third, if not said. */
  placeFor(row: number, count: number, offset?: number): number {
    const most = Math.max(0, count * this.#rowHeight - this.#height);
    const third = Math.floor(this.#height / 3 / this.#rowHeight) * this.#rowHeight;
    return Math.max(0, Math.min(most, row * this.#rowHeight - (offset ?? third)));
  }

  get place(): number {
    return this.#element.scrollTop;
  }

  /** The rows to draw when the list is scrolled to a place. */
  window(place: number, count: number): RowWindow {
    const first = Math.floor(place / this.#rowHeight) - OVERSCAN;
    const rows = Math.ceil(this.#height / this.#rowHeight) + 2 * OVERSCAN;
    const from = Math.max(0, Math.min(first, count - rows));
    const { from: last, to, slot } = this.#window;
    const leaps = from >= to || from + rows <= last;
    this.#window = {
      from,
      to: Math.min(count, from + rows),
      slot: leaps ? slot + last - from : slot,
    };
    return this.#window;
  }

  /** Gives the rows that are not drawn their room. */
  makeRoom(): void {
    for (const away of this.#element.children) {
      if (!(away instanceof SVGElement)) continue;
      const { rows } = away.dataset;
      if (rows !== undefined && away.style.getPropertyValue("--rows") !== rows)
        away.style.setProperty("--rows", rows);
    }
  }

  scrollTo(place: number): void {
    if (Math.abs(this.#element.scrollTop - place) >= 1) this.#element.scrollTop = place;
  }

  #measure(): void {
    const height = getComputedStyle(this.#element).getPropertyValue("--row-height");
    this.#rowHeight = Number.parseFloat(height) || this.#rowHeight;
    this.#height = this.#element.clientHeight;
  }
}

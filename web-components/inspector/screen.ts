import { spanRowAt } from "#views/inspector/inspect.ts";
import { currentSequence, type Inspection } from "#views/inspector/inspection.ts";
import { rowOf } from "#views/inspector/list-rows.ts";
import type { Listing } from "#views/inspector/listing.ts";
import type { Study } from "#views/inspector/study.ts";
import type { Windows } from "./inspector-model.ts";
import { Scroller } from "./scroller.ts";

/** Room that the stage leaves around the part that it scrolls to, in pixels. */
const STAGE_MARGIN = 12;

/** What the screen has to keep in sight. */
export interface Sight {
  readonly listing: Listing;
  readonly study: Study;
  readonly at: number;
  readonly time: number;
}

/** The parts of the drawn page that scroll: which rows to draw, and where to scroll after it. */
export class Screen {
  readonly #root: HTMLElement;
  readonly #list: Scroller;
  readonly #spans: Scroller;
  readonly #stage: HTMLElement;
  /** How far below the list's edge the current row has to stay, once, when the list is taken over. */
  #anchor: number | undefined;
  #place = { list: 0, spans: 0 };
  #staged = 0;
  #changed: Element | undefined;

  constructor(root: HTMLElement, changed: () => void, signal: AbortSignal) {
    const list = find(root, "[data-list]");
    this.#root = root;
    this.#anchor = anchorOf(list);
    this.#list = new Scroller(list, changed, signal);
    this.#spans = new Scroller(find(root, "[data-spans]"), changed, signal);
    this.#stage = find(root, "[data-stage]");
  }

  /** The rows to draw. `reveal` scrolls the current ones into sight, `stay` leaves the lists alone. */
  windows({ listing, study, at, time }: Sight, scroll: "reveal" | "stay"): Windows {
    const row = rowOf(listing.rows, at);
    const spanRow = spanRowAt(study.spans, time);
    const rows = listing.rows.length;
    const spanRows = study.spans.length;
    const isReveal = scroll === "reveal";
    this.#place = {
      list: isReveal ? this.#list.placeFor(row, rows, this.#anchor) : this.#list.place,
      spans:
        isReveal && !this.#spans.shows(spanRow)
          ? this.#spans.placeFor(spanRow, spanRows)
          : this.#spans.place,
    };
    this.#anchor = undefined;
    return {
      rows: this.#list.window(this.#place.list, rows),
      spanRows: this.#spans.window(this.#place.spans, spanRows),
    };
  }

  /** Whether the row of a position can be seen as the list is. */
  shows(listing: Listing, at: number): boolean {
    return this.#list.shows(rowOf(listing.rows, at));
  }

  /** After drawing: scrolls, moves the focus along with the current row, and marks what changed. */
  settle(inspection: Inspection): void {
    const sequence = currentSequence(inspection);
    const isMoved = sequence !== this.#staged;
    this.#staged = sequence;

    // Everything is written before anything is measured: one layout a frame.
    this.#list.makeRoom();
    const part = isMoved ? this.#markChange(inspection, sequence) : undefined;
    this.#list.scrollTo(this.#place.list);
    this.#spans.scrollTo(this.#place.spans);
    if (isMoved) showPart(this.#stage, part);
    this.#moveFocus();
  }

  /** Marks the part that the event changed, if it is one of the parts on the stage. */
  #markChange({ after, settings }: Inspection, sequence: number): Element | undefined {
    this.#changed?.removeAttribute("data-changed");
    const changed = after?.run.parts.findLast((part) => part.last_sequence === sequence);
    if (changed === undefined || settings.side === "before") return undefined;
    const selector = `.part[data-sequence="${changed.sequence}"]`;
    this.#changed = this.#stage.querySelector(selector) ?? undefined;
    this.#changed?.setAttribute("data-changed", "");
    return this.#changed;
  }

  #moveFocus(): void {
    const focused = this.#root.ownerDocument.activeElement;
    if (focused?.matches(".event-row:not([aria-current])") !== true) return;
    const row = this.#root.querySelector<HTMLElement>(".event-row[aria-current]");
    row?.focus({ preventScroll: true });
  }
}

/** Scrolls the stage to the end of a part, and its beginning if there is room; without one, to the end. */
function showPart(stage: Element, part: Element | undefined): void {
  if (part === undefined) {
    stage.scrollTop = stage.scrollHeight;
    return;
  }
  const edge = stage.getBoundingClientRect();
  const { top, bottom } = part.getBoundingClientRect();
  if (bottom + STAGE_MARGIN > edge.bottom) stage.scrollTop += bottom + STAGE_MARGIN - edge.bottom;
  else if (top - STAGE_MARGIN < edge.top) stage.scrollTop += top - STAGE_MARGIN - edge.top;
}

/** Where the server's list shows the current row; undefined when it does not, or only just. */
function anchorOf(list: HTMLElement): number | undefined {
  const row = list.querySelector(".event-row[aria-current]");
  if (row === null) return undefined;
  const offset = row.getBoundingClientRect().top - list.getBoundingClientRect().top;
  return offset > 1 && offset < list.clientHeight ? offset : undefined;
}

function find(root: HTMLElement, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`Cannot take the page over: it has no "${selector}"`);
  return found;
}

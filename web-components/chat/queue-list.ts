import type { EventOf } from "#runtime/event/catalogue.ts";
import { urls } from "#views/urls.ts";
import { fetchFragment } from "#web-components/fragment.ts";
import type { ShownThread } from "./new-turns.ts";

/**
 * Keeps the messages that wait up to date, as the server draws them. What somebody is editing stays
 * as it is until it is saved or closed.
 */
export class QueueList {
  readonly #place: HTMLElement;
  readonly #shown: ShownThread;
  #isBehind = false;
  #hasMoves = false;

  constructor(place: HTMLElement, shown: ShownThread, signal: AbortSignal) {
    this.#place = place;
    this.#shown = shown;
    const closed = () => this.#isBehind && this.#refresh();
    place.addEventListener("toggle", closed, { capture: true, signal });
    const move = () => this.#loadMoves(signal);
    for (const type of ["focusin", "pointerover"]) {
      place.addEventListener(type, move, { once: true, signal });
    }
  }

  hear({ turn_id, payload }: EventOf<"queue.changed">): void {
    arrange(payload.queue);
    const edited = this.#place.querySelector<HTMLElement>("details[open]");
    if (payload.change === "edited" && edited?.dataset["turn"] === turn_id) {
      edited?.removeAttribute("open");
    }
    this.#refresh();
  }

  #refresh(): void {
    this.#isBehind = this.#place.querySelector("details[open]") !== null;
    if (this.#isBehind) return;
    const focused = focusedIn(this.#place);
    fetchFragment(urls.queue(this.#shown.session, this.#shown.thread), {
      target: this.#place,
      swap: "innerHTML",
    }).then(focused, reportError);
  }

  /** Few reorder: what they need comes when they are near. */
  #loadMoves(signal: AbortSignal): void {
    if (this.#hasMoves) return;
    this.#hasMoves = true;
    import("./queue-moves.ts").then(
      ({ queueMoves }) => queueMoves(this.#place, signal),
      reportError,
    );
  }
}

/** Gives the focus back to the message that had it before its list was drawn anew. */
function focusedIn(place: HTMLElement): () => void {
  const { activeElement } = document;
  if (activeElement === null || !place.contains(activeElement)) return () => {};
  const turn = activeElement.closest<HTMLElement>("[data-queued]")?.dataset["queued"] ?? "";
  const { value } = activeElement as HTMLButtonElement;
  return () => {
    const chip = place.querySelector(`[data-queued="${CSS.escape(turn)}"]`);
    const control = chip?.querySelector<HTMLElement>(`button[value="${value}"]`);
    (control ?? chip?.querySelector<HTMLElement>("summary, button"))?.focus();
  };
}

/** Puts the waiting turns of the conversation into the queue's order, where the browser can move them alive. */
function arrange(queue: readonly string[]): void {
  const turns = queue.flatMap((id) => document.getElementById(id) ?? []);
  const last = turns[0]?.parentElement;
  if (last === null || last === undefined || !("moveBefore" in last)) return;
  const standing = [...last.children].filter((turn) => queue.includes(turn.id));
  if (standing.every((turn, index) => turn === turns[index])) return;
  for (const turn of turns) last.moveBefore(turn, null);
}

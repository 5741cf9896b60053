import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { urls } from "#views/urls.ts";
import { loadFragment } from "#web-components/fragment.ts";

/** The answer to a message of this page may still be on its way: it brings the turn by itself. */
const GRACE_MS = 400;

/** The branch of a session that a page shows. */
export interface ShownThread {
  readonly session: string;
  readonly thread: string | undefined;
}

/**
 * Brings turns into the page that were submitted elsewhere: in another tab, by the command line.
 * A turn that this page sent itself comes as the answer to its form.
 */
export class NewTurns {
  readonly #root: HTMLElement;
  readonly #place: ShownThread;
  #sent: string | undefined;

  constructor(root: HTMLElement, place: ShownThread, signal: AbortSignal) {
    this.#root = root;
    this.#place = place;
    root.addEventListener("htmx:before:request", () => this.#noteKey(), { signal });
    root.addEventListener("htmx:before:swap", (event) => this.#dropTwin(event), { signal });
  }

  hear(event: RuntimeEvent): void {
    if (event.type !== "turn.submitted" || event.turn_id === undefined) return;
    const turn = event.turn_id;
    const own =
      event.payload.idempotency_key !== undefined && event.payload.idempotency_key === this.#sent;
    setTimeout(() => this.#fetch(turn), own ? GRACE_MS * 10 : GRACE_MS);
  }

  /** Replaces a turn by what the server knows now. */
  refresh(turn: string): void {
    const article = document.getElementById(turn);
    if (article === null) return;
    loadFragment(this.#address(turn), { target: article, swap: "outerHTML" });
  }

  #fetch(turn: string): void {
    if (document.getElementById(turn) !== null || !this.#root.isConnected) return;
    loadFragment(this.#address(turn), { target: "#turns", swap: "beforeend" });
  }

  #address(turn: string): string {
    return urls.turn(this.#place.session, turn, this.#place.thread);
  }

  #noteKey(): void {
    const field = this.#root.querySelector<HTMLInputElement>("input[name=idempotency_key]");
    this.#sent = field?.value;
  }

  /** Two ways can bring the same turn; the second one is dropped. */
  #dropTwin(event: Event): void {
    const { ctx } = (event as CustomEvent<{ ctx: { text?: string; swap?: string } }>).detail;
    const id = /<article class="turn" id="([^"]+)"/.exec(ctx.text ?? "")?.[1];
    if (ctx.swap === "beforeend" && id !== undefined && document.getElementById(id) !== null) {
      event.preventDefault();
    }
  }
}

import { areSingleKeysOn } from "./chat/single-keys.ts";

/**
 * `<uar-differences>` holds the rows of a comparison: `N` and `P` follow its links to the next and the
 * previous difference. Steps leave no trace in the history: one look back leaves the comparison.
 */
export class UarDifferences extends HTMLElement {
  #stop: AbortController | undefined;

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal });
  }

  disconnectedCallback(): void {
    this.#stop?.abort();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (target instanceof Element && target.closest(TYPING) !== null) return;
    const step = STEPS[event.key];
    if (step === undefined || !areSingleKeysOn()) return;
    const link = this.querySelector<HTMLAnchorElement>(`a[data-step=${step}][href]`);
    if (link === null) return;
    event.preventDefault();
    location.replace(link.href);
  }
}

const TYPING = "input, textarea, select, [contenteditable]";

const STEPS: Readonly<Record<string, "next" | "previous">> = { n: "next", p: "previous" };

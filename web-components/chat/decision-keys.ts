/** A key that was pressed for something else must not approve what just came up. */
const IGNORE_MS = 500;

/**
 * Answers a question by key: only when its card has the focus, or when it is the only one and nothing
 * is being written, and only once it has been there for a moment.
 */
export class DecisionKeys {
  readonly #root: HTMLElement;
  readonly #seenAt = new Map<string, number>();

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Notes which questions are there. `now` is in milliseconds that only go forward. */
  look(now: number): void {
    for (const card of this.#cards()) {
      const action = card.dataset["action"] ?? "";
      if (!this.#seenAt.has(action)) this.#seenAt.set(action, now);
    }
  }

  /** Presses the button of a decision. False when no question may be answered by key now. */
  decide(
    decision: string,
    options: { readonly now: number; readonly composerEmpty: boolean },
  ): boolean {
    const cards = this.#cards();
    const focused = cards.find((card) => card.contains(document.activeElement));
    const only = cards.length === 1 && options.composerEmpty ? cards[0] : undefined;
    const card = focused ?? only;
    if (card === undefined || !this.#isSettled(card, options.now)) return false;
    const button = card.querySelector<HTMLButtonElement>(`button[value="${decision}"]`);
    button?.click();
    return button !== null;
  }

  #cards(): readonly HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>(".approval[data-action]:has(form)")];
  }

  #isSettled(card: HTMLElement, now: number): boolean {
    const seenAt = this.#seenAt.get(card.dataset["action"] ?? "");
    return seenAt !== undefined && now - seenAt >= IGNORE_MS;
  }
}

import type { Clock } from "#runtime/services.ts";

/** Retries in a window, as a part of its requests (D9). */
const RATIO = 0.1;
/** Retries that are always allowed in a window, so that one person's few requests have some. */
const FLOOR = 10;
const SLOT_MS = 6_000;
const SLOTS = 10;

/** Bounds the retries of the last minute, so that a failing provider never gets a storm of them. */
export class RetryBudget {
  readonly #clock: Clock;
  readonly #slots = Array.from({ length: SLOTS }, () => ({ at: -1, requests: 0, retries: 0 }));

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  request(): void {
    this.#slot().requests += 1;
  }

  /** Takes one retry of the budget; false when none is left. */
  take(): boolean {
    const { requests, retries } = this.#window();
    if (retries >= Math.max(FLOOR, requests * RATIO)) return false;
    this.#slot().retries += 1;
    return true;
  }

  #window(): { requests: number; retries: number } {
    const oldest = this.#now() - SLOTS;
    return this.#slots
      .filter(({ at }) => at > oldest)
      .reduce(
        (sum, slot) => ({
          requests: sum.requests + slot.requests,
          retries: sum.retries + slot.retries,
        }),
        { requests: 0, retries: 0 },
      );
  }

  #slot(): { requests: number; retries: number } {
    const at = this.#now();
    const index = at % SLOTS;
    const known = this.#slots[index];
    if (known?.at === at) return known;
    const fresh = { at, requests: 0, retries: 0 };
    this.#slots[index] = fresh;
    return fresh;
  }

  #now(): number {
    return Math.floor(this.#clock.monotonic() / SLOT_MS);
  }
}

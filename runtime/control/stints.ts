import type { Clock } from "#runtime/services.ts";

/** How long long work may hold up everybody else at once. */
const STINT_MS = 15;
/** Looking at the clock costs as much as a small piece of work. */
const PIECES_PER_LOOK = 16;

/** Long work in stints: between two of its pieces, everybody else has a turn now and then. */
export class Stints {
  readonly #clock: Clock;
  #begun: number;
  #pieces = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begun = clock.monotonic();
  }

  /** Does work that yields between its pieces, to its end. */
  async finish<Result>(work: Generator<void, Result>): Promise<Result> {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      if (this.isDue()) await this.rest();
    }
  }

  /** Whether it is time to let others have a turn. Call it after each piece. */
  isDue(): boolean {
    this.#pieces += 1;
    if (this.#pieces % PIECES_PER_LOOK !== 0) return false;
    return this.#clock.monotonic() - this.#begun >= STINT_MS;
  }

  async rest(): Promise<void> {
    await this.#clock.sleep(0);
    this.#begun = this.#clock.monotonic();
  }
}

import type { Clock } from "#runtime/services.ts";

/** Less than this is the ordinary difference between two clocks. */
const LEAST_JUMP_MS = 1_000;

/**
 * How far the wall clock has jumped against the monotonic one while a run was worked on. Times in the
 * log are wall times: what is reckoned from them must not grow or shrink by a jump.
 */
export class ClockJumps {
  readonly #clock: Clock;
  #last: number;
  #total = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = this.#offset();
  }

  /** Looks at the clocks. What happened since the last look counts, or not. */
  look({ counts }: { counts: boolean }): void {
    const now = this.#offset();
    if (counts) this.#total += now - this.#last;
    this.#last = now;
  }

  /** The same moment, had the wall clock not jumped. */
  without(moment: string): string {
    if (Math.abs(this.#total) < LEAST_JUMP_MS) return moment;
    return new Date(Date.parse(moment) - this.#total).toISOString();
  }

  #offset(): number {
    return Date.parse(this.#clock.now()) - this.#clock.monotonic();
  }
}

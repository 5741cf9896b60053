export interface BackoffOptions {
  readonly first_ms: number;
  readonly max_ms: number;
}

/** Waiting times between attempts: doubling up to a bound, each between half and whole, so that tabs spread. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #attempt = 0;

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options;
    this.#random = random;
  }

  next_ms(): number {
    const { first_ms, max_ms } = this.#options;
    const whole = Math.min(max_ms, first_ms * 2 ** this.#attempt);
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return whole * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#attempt = 0;
  }
}

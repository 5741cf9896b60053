import type { Clock } from "#runtime/services.ts";

/** Failures in a row after which a provider is left alone. */
const OPEN_AFTER = 5;
/** How long it is left alone. */
const OPEN_MS = 15_000;

/**
 * Keeps requests from a provider that does not answer (D9).
 *
 * 1. After OPEN_AFTER failures in a row, nothing is sent for OPEN_MS.
 * 2. Then one request at a time is let through: its success closes the breaker, its failure opens it
 *    for as long again.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #openUntil: number | undefined;
  #isProbing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until a request may be sent; 0 when it may be now. */
  msLeft(): number {
    if (this.#openUntil === undefined) return 0;
    const left = this.#openUntil - this.#clock.monotonic();
    return left <= 0 && this.#isProbing ? OPEN_MS : Math.max(0, left); // 2
  }

  /** Takes leave to send one request; each one that was let through must be settled. */
  admit(): boolean {
    if (this.msLeft() > 0) return false;
    this.#isProbing = this.#openUntil !== undefined; // 2
    return true;
  }

  /** The provider answered, be it with a refusal. */
  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = undefined;
    this.#isProbing = false;
  }

  failed(): void {
    this.#failures += 1;
    this.#isProbing = false;
    if (this.#failures < OPEN_AFTER) return;
    this.#openUntil = this.#clock.monotonic() + OPEN_MS; // 1
  }

  /** The request was given up before the provider could say anything. */
  abandoned(): void {
    this.#isProbing = false;
  }
}

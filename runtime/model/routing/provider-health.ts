import type { Clock, Random } from "#runtime/services.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";
import { retryDelay } from "./backoff.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { RetryBudget } from "./retry-budget.ts";

/** How one provider has answered lately, over all runs of this process. */
export class ProviderHealth {
  readonly #breaker: CircuitBreaker;
  readonly #budget: RetryBudget;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#breaker = new CircuitBreaker(clock);
    this.#budget = new RetryBudget(clock);
    this.#random = random;
  }

  /** Milliseconds until the provider is asked again; 0 when it may be asked now. */
  msLeft(): number {
    return this.#breaker.msLeft();
  }

  /** Takes leave for a first try. Each try that was let through must be settled. */
  admit(): boolean {
    if (!this.#breaker.admit()) return false;
    this.#budget.request();
    return true;
  }

  /** Takes leave for another try after a failure: what to wait before it, or undefined for none. */
  admitRetry(failure: ModelError, attempt: number): number | undefined {
    const wait = retryDelay(failure, attempt, this.#random);
    return wait !== undefined && this.#breaker.msLeft() === 0 && this.#budget.take()
      ? wait
      : undefined;
  }

  /** Whether the breaker still lets the retry go, after its wait. */
  resume(): boolean {
    return this.#breaker.admit();
  }

  /** How a try ended; a refusal that would come again is an answer all the same. */
  settle(failure: ModelError | undefined): void {
    if (failure?.retryable === true) this.#breaker.failed();
    else this.#breaker.succeeded();
  }

  abandon(): void {
    this.#breaker.abandoned();
  }
}

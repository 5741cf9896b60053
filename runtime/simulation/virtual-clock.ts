import type { Clock } from "#runtime/services.ts";

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z");

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when nothing else can happen: then it goes to the next one who sleeps. */
export class VirtualClock implements Clock {
  #ms = 0;
  readonly #sleepers = new Set<Sleeper>();
  readonly #slept: () => void;

  /** `slept` hears of each sleep that begins. */
  constructor(slept: () => void) {
    this.#slept = slept;
  }

  now(): string {
    return new Date(BEGIN + this.#ms).toISOString();
  }

  monotonic(): number {
    return this.#ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#slept();
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const sleeper = { at: this.#ms + Math.max(0, ms), wake };
      this.#sleepers.add(sleeper);
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      function wake() {
        signal?.removeEventListener("abort", stop);
        resolve();
      }
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Wakes whoever is to wake next, the earlier sleeper of two first. False when that is not before `limit`. */
  advance(limit: number): boolean {
    const next = this.#next();
    if (next === undefined || next.at > limit) return false;
    this.#sleepers.delete(next);
    this.#ms = Math.max(this.#ms, next.at);
    next.wake();
    return true;
  }

  #next(): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (next === undefined || sleeper.at < next.at) next = sleeper;
    }
    return next;
  }
}

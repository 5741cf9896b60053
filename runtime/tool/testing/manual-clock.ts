import type { Clock } from "#runtime/services.ts";

/** Time that passes when a test says so. */
export class ManualClock implements Clock {
  #now = 0;
  #sleeping: { at: number; wake: () => void }[] = [];

  get sleepers(): number {
    return this.#sleeping.length;
  }

  now(): string {
    return new Date(this.#now).toISOString();
  }

  monotonic(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { at: this.#now + ms, wake: resolve };
    this.#sleeping.push(sleeper);
    signal?.addEventListener("abort", () => {
      this.#sleeping = this.#sleeping.filter((other) => other !== sleeper);
      reject(signal.reason as Error);
    });
    await promise;
  }

  /** Lets what is due happen, after what was under way has settled. */
  async advance(ms: number): Promise<void> {
    await new Promise(setImmediate);
    this.#now += ms;
    const due = this.#sleeping.filter(({ at }) => at <= this.#now);
    this.#sleeping = this.#sleeping.filter(({ at }) => at > this.#now);
    for (const { wake } of due) wake();
    await new Promise(setImmediate);
  }
}

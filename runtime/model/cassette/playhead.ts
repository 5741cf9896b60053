/**
 * How far a recording may play: stepped where it begins at 0 and is advanced chunk by chunk, held
 * where it begins at k and is released.
 */
export class Playhead {
  #allowed: number;
  #given = 0;
  #moved = Promise.withResolvers<void>();

  /** `allowed` chunks are given at once. */
  constructor(allowed: number) {
    this.#allowed = allowed;
  }

  /** Chunks that were handed to the reader. */
  get given(): number {
    return this.#given;
  }

  /** Lets `count` more chunks pass; the end of the answer counts as one. */
  advance(count: number): void {
    this.#allowed += count;
    this.#wake();
  }

  /** Lets the first `count` chunks pass and holds; one that passed already stays given. */
  advanceTo(count: number): void {
    this.#allowed = Math.max(this.#allowed, count);
    this.#wake();
  }

  /** Lets everything pass. */
  release(): void {
    this.advance(Number.POSITIVE_INFINITY);
  }

  /** Resolves once the reader has been handed `count` chunks. Rejects with the signal's reason. */
  async reached(count: number, signal?: AbortSignal): Promise<void> {
    while (this.#given < count) await this.#nextMove(signal);
  }

  /** For the player: waits until one more chunk may pass and counts it as given. */
  async pass(signal?: AbortSignal): Promise<void> {
    while (this.#given >= this.#allowed) await this.#nextMove(signal);
    this.#given += 1;
    this.#wake();
  }

  async #nextMove(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (signal === undefined) return this.#moved.promise;
    const aborted = Promise.withResolvers<never>();
    const stop = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
      await Promise.race([this.#moved.promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #wake(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
  }
}

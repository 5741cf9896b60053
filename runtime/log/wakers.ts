/** The readers of one log who sleep at its head. A wake carries nothing: each reads on from its own cursor. */
export class Wakers {
  readonly #wakers = new Set<{ readonly wake: () => void }>();

  get count(): number {
    return this.#wakers.size;
  }

  add(wake: () => void): () => void {
    const waker = { wake };
    this.#wakers.add(waker);
    return () => {
      this.#wakers.delete(waker);
    };
  }

  /** A publisher is never harmed by a reader (R9): a reader that throws is reported outside its stack. */
  wakeAll(): void {
    for (const { wake } of this.#wakers) {
      try {
        wake();
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** How many event streams one person, and this whole process, may hold open (D7). */
const MAX_STREAMS_PER_USER = 200;
const MAX_STREAMS = 1_000;

export type SlotRefusal = "user" | "server";

/** Gives a slot back. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/**
 * Counts the open event streams.
 * 1. A slot taken is given back exactly once, however often its release is called.
 */
export class StreamSlots {
  readonly #perUser = new Map<string, number>();
  readonly #maxPerUser: number;
  readonly #max: number;
  #open = 0;

  constructor(maxPerUser = MAX_STREAMS_PER_USER, max = MAX_STREAMS) {
    this.#maxPerUser = maxPerUser;
    this.#max = max;
  }

  get open(): number {
    return this.#open;
  }

  /** A slot for one stream of this user, or which limit is reached. */
  take(user: string): ReleaseSlot | SlotRefusal {
    const ofUser = this.#perUser.get(user) ?? 0;
    if (this.#open >= this.#max) return "server";
    if (ofUser >= this.#maxPerUser) return "user";
    this.#open += 1;
    this.#perUser.set(user, ofUser + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#giveBack(user);
    };
  }

  #giveBack(user: string): void {
    this.#open -= 1;
    const left = (this.#perUser.get(user) ?? 1) - 1;
    if (left > 0) this.#perUser.set(user, left);
    else this.#perUser.delete(user);
  }
}

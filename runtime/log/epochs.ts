import type { Cursor } from "./port.ts";

/** How many beginnings of epochs are remembered; a reader of an older one starts anew. */
export const EPOCHS_KEPT_MAX = 1_024;

interface Beginning {
  readonly epoch: number;
  readonly from: number;
}

/**
 * Which events each epoch kept. An epoch that begins at sequence N found the log N - 1 events long:
 * whatever earlier epochs showed from N on was lost with the power and its sequences may be used again.
 *
 * Owns the beginnings of epochs.
 * 1. Both `epoch` and `from` rise along the list, so the first beginning after an epoch is that epoch's limit.
 */
export class Epochs {
  readonly #beginnings: Beginning[] = [];
  #oldestKnown = 0;
  #newest = 0;

  /** The newest epoch on record; 0 when there is none. */
  get newest(): number {
    return this.#newest;
  }

  add(epoch: number, from: number): void {
    this.#newest = epoch;
    // (1) A later epoch that found a shorter log bounds all the epochs before it.
    while ((this.#beginnings.at(-1)?.from ?? 0) >= from) this.#beginnings.pop();
    this.#beginnings.push({ epoch, from });
    if (this.#beginnings.length <= EPOCHS_KEPT_MAX) return;
    this.#oldestKnown = this.#beginnings.shift()?.epoch ?? this.#oldestKnown;
  }

  /** Whether everything up to a cursor is still in a log whose head this is. */
  kept(cursor: Cursor, head: Cursor): boolean {
    if (cursor.sequence === 0) return true;
    if (!isPlace(cursor) || cursor.epoch > head.epoch || cursor.sequence > head.sequence) {
      return false;
    }
    if (cursor.epoch < this.#oldestKnown) return false;
    const next = this.#beginnings.find(({ epoch }) => epoch > cursor.epoch);
    return next === undefined || cursor.sequence < next.from;
  }
}

function isPlace({ epoch, sequence }: Cursor): boolean {
  return Number.isSafeInteger(epoch) && epoch > 0 && Number.isSafeInteger(sequence) && sequence > 0;
}

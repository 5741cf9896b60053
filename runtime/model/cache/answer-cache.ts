import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

interface CacheBounds {
  readonly entries: number;
  /** Over all answers, by the length of their JSON. */
  readonly chars: number;
}

/** Whole answers by the request that they answer; the ones not asked for the longest go first. */
export class AnswerCache {
  readonly #bounds: CacheBounds;
  readonly #answers = new Map<string, { events: readonly NormalizedEvent[]; chars: number }>();
  #chars = 0;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  find(key: string): readonly NormalizedEvent[] | undefined {
    const found = this.#answers.get(key);
    if (found === undefined) return undefined;
    this.#answers.delete(key); // a Map keeps the order of insertion: the newest is last
    this.#answers.set(key, found);
    return found.events;
  }

  /** An answer larger than the whole cache is not kept. */
  keep(key: string, events: readonly NormalizedEvent[]): void {
    const { length: chars } = JSON.stringify(events);
    if (chars > this.#bounds.chars) return;
    this.#forget(key);
    this.#answers.set(key, { events, chars });
    this.#chars += chars;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#bounds.entries && this.#chars <= this.#bounds.chars) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#chars -= this.#answers.get(key)?.chars ?? 0;
    this.#answers.delete(key);
  }
}

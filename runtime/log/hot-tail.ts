import type { Entry } from "./port.ts";

/** How much of a thread's newest events stays in memory for readers at the head, in UTF-16 code units of JSON. */
const HOT_TAIL_MAX_CHARS = 65_536;

/** The newest entries of a log. Always a contiguous run that ends at the head. */
export class HotTail {
  #entries: Entry[] = [];
  #chars = 0;

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#chars += entry.json.length;
    // Dropping half at a time keeps the cost of an entry constant.
    if (this.#chars > 2 * HOT_TAIL_MAX_CHARS) this.#dropOldest();
  }

  /** Entries after a sequence; undefined when some of them are only on disk. */
  after(sequence: number, limit: number): readonly Entry[] | undefined {
    const first = this.#entries[0]?.event.sequence;
    if (first === undefined || first > sequence + 1) return undefined;
    const start = sequence + 1 - first;
    return this.#entries.slice(start, start + limit);
  }

  clear(): void {
    this.#entries = [];
    this.#chars = 0;
  }

  #dropOldest(): void {
    let dropped = 0;
    while (this.#chars > HOT_TAIL_MAX_CHARS) {
      this.#chars -= this.#entries[dropped]?.json.length ?? 0;
      dropped += 1;
    }
    this.#entries.splice(0, dropped);
  }
}

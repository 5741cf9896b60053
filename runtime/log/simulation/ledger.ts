import type { Cursor, Entry, EventLog } from "#runtime/log/port.ts";

/** What the log did that it must not; the message says which promise was broken. */
export class Violation extends Error {
  override name = "Violation";
}

interface Sighting {
  readonly cursor: Cursor;
  readonly json: string;
}

/**
 * What one thread's log promised and showed, kept outside of it over all lives.
 *
 * L1 Whatever was acknowledged by a barrier, shown after one, or found at opening, is never lost.
 * L2 Whatever was acknowledged or shown at all survives as long as the power does.
 * L3 The log holds the accepted events in their order and nothing else.
 * L4 A cursor may go on exactly when all that was shown up to it is still there.
 * L5 No crash is ever taken for damage.
 * L6 What is acknowledged can be read, and what can be read is what was appended.
 * L7 A store that was closed holds no file.
 */
export class Ledger {
  /** The JSON that may stand at each sequence, from the one after which the thread begins. */
  #accepted: string[] = [];
  readonly #begin: number;
  #durable: number;
  #written: number;
  #powerWasLost = false;
  #isDead = false;
  readonly #barriers = new Set<number>();
  readonly #sightings = new Map<string, Sighting>();

  /** `beginsAfter`: the sequence before the thread's first event. */
  constructor(beginsAfter: number) {
    this.#begin = beginsAfter;
    this.#durable = beginsAfter;
    this.#written = beginsAfter;
  }

  get tail(): number {
    return this.#begin + this.#accepted.length;
  }

  /** The log took entries, but has not answered yet. */
  accept(entries: readonly Entry[], barrier: boolean): void {
    for (const { event, json } of entries) {
      this.#accepted.push(json);
      if (barrier) this.#barriers.add(event.sequence);
    }
  }

  /** The log answered an append that ends at this sequence. */
  acknowledge(sequence: number, barrier: boolean): void {
    this.#written = Math.max(this.#written, sequence);
    if (barrier) this.#durable = Math.max(this.#durable, sequence);
  }

  /** A reader got these entries at this head. */
  show(entries: readonly Entry[], { epoch }: Cursor): void {
    for (const { event, json } of entries) {
      const { sequence } = event;
      if (this.#accepted[sequence - this.#begin - 1] !== json) {
        throw new Violation(`L6: event ${sequence} was shown other than it was appended`);
      }
      this.acknowledge(sequence, this.#barriers.has(sequence));
      this.#sightings.set(`${epoch}.${sequence}`, { cursor: { epoch, sequence }, json });
    }
  }

  /** The log refused an append: it is dead, and what it did not acknowledge may be there or not. */
  refuse(): void {
    this.#isDead = true;
  }

  /** The log was closed in peace, and everything it acknowledged is durable. */
  closed(): void {
    if (!this.#isDead) this.#durable = this.#written;
  }

  /** The process is gone, and maybe the power with it. */
  ended(losesPower: boolean): void {
    this.#powerWasLost ||= losesPower;
  }

  /** Holds a log that was just opened against all promises, and takes what it has as the new ground. */
  async check(log: EventLog): Promise<void> {
    if (log.damage !== undefined) throw new Violation(`L5: ${log.damage.message}`);
    const { sequence: head } = log.head();
    const floor = this.#powerWasLost ? this.#durable : Math.max(this.#written, this.#durable);
    if (head < floor) {
      throw new Violation(`${this.#powerWasLost ? "L1" : "L2"}: head ${head} is below ${floor}`);
    }
    const entries = await log.read(0);
    entries.forEach(({ event, json }, index) => {
      const sequence = this.#begin + index + 1;
      if (json === this.#accepted[index] && event.sequence === sequence) return;
      throw new Violation(`L3: event ${sequence} is not the one that was appended`);
    });
    if (this.#begin + entries.length !== head) {
      throw new Violation(`L3: head ${head} with ${entries.length} events`);
    }
    this.#checkCursors(log, entries);
    this.#startAnew(entries);
    this.show(entries, log.head());
  }

  #checkCursors(log: EventLog, entries: readonly Entry[]): void {
    for (const { cursor, json } of this.#sightings.values()) {
      const isThere = entries[cursor.sequence - this.#begin - 1]?.json === json;
      if (log.canResume(cursor) === isThere) continue;
      throw new Violation(
        `L4: cursor ${cursor.epoch}.${cursor.sequence} ${isThere ? "is refused" : "goes on over a gap"}`,
      );
    }
  }

  #startAnew(entries: readonly Entry[]): void {
    this.#accepted = entries.map(({ json }) => json);
    this.#durable = this.tail;
    this.#written = this.tail;
    this.#powerWasLost = false;
    this.#isDead = false;
    for (const sequence of this.#barriers) {
      if (sequence > this.tail) this.#barriers.delete(sequence);
    }
  }
}

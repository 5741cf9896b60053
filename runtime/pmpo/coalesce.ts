import type { Clock } from "#runtime/services.ts";
import { nextTurn } from "./next-turn.ts";

/** Batches leave at most this often (contracts R2). */
const INTERVAL_MS = 16;
/** A batch of this many items leaves at once, and the source waits until it is taken: 4 KB of tokens. */
const MAX_ITEMS = 1_024;

/**
 * Groups the batches of a fast source, so that a token costs no write of its own. What comes after a
 * pause goes out at once, with all that has arrived together with it; a stream without pauses goes
 * out every 16 ms. Whatever the source throws comes after the items before it. The source is closed
 * when the reader leaves early.
 */
export async function* coalesce<Item>(
  source: AsyncIterable<readonly Item[]>,
  clock: Clock,
): AsyncGenerator<readonly Item[]> {
  const inbox = new Inbox<Item>();
  const iterator = source[Symbol.asyncIterator]();
  const pump = inbox.fill(iterator);
  let lastFlush = -INTERVAL_MS;
  try {
    while (await inbox.hasItems()) {
      await inbox.gather(INTERVAL_MS - (clock.monotonic() - lastFlush), clock);
      lastFlush = clock.monotonic();
      yield inbox.take();
    }
    const { failure } = await pump;
    if (failure !== undefined) throw failure.reason;
  } finally {
    inbox.close();
    await iterator.return?.();
  }
}

/** Given for every abort: an abort without a reason makes an error with a stack trace each time. */
const PAUSE_OVER = new Error("The pause is over");

/** What was read and not yet taken, and the three moments that the two sides wait for. */
class Inbox<Item> {
  #items: Item[] = [];
  #isDone = false;
  #arrival = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  #rush = Promise.withResolvers<void>();

  /** Reads the source to its end. Answers with its failure instead of rejecting: nobody waits yet. */
  async fill(iterator: AsyncIterator<readonly Item[]>): Promise<{ failure?: { reason: unknown } }> {
    try {
      for (;;) {
        const next = await iterator.next();
        if (next.done === true || this.#isDone) return {};
        if (next.value.length === 0) continue;
        for (const item of next.value) this.#items.push(item);
        this.#arrival.resolve();
        if (this.#items.length >= MAX_ITEMS) await this.#waitForRoom();
      }
    } catch (reason) {
      return { failure: { reason } };
    } finally {
      this.close();
    }
  }

  async hasItems(): Promise<boolean> {
    if (this.#items.length === 0 && !this.#isDone) await this.#arrival.promise;
    return this.#items.length > 0;
  }

  /** Lets a batch grow for a while, unless it is full or the source has ended. */
  async gather(ms: number, clock: Clock): Promise<void> {
    if (this.#isDone || this.#items.length >= MAX_ITEMS) return;
    if (ms <= 0) return nextTurn();
    const pause = new AbortController();
    await Promise.race([clock.sleep(ms, pause.signal), this.#rush.promise]);
    pause.abort(PAUSE_OVER);
  }

  take(): readonly Item[] {
    const items = this.#items;
    this.#items = [];
    this.#room.resolve();
    if (this.#isDone) return items;
    this.#arrival = Promise.withResolvers<void>();
    this.#room = Promise.withResolvers<void>();
    this.#rush = Promise.withResolvers<void>();
    return items;
  }

  close(): void {
    this.#isDone = true;
    this.#arrival.resolve();
    this.#room.resolve();
    this.#rush.resolve();
  }

  async #waitForRoom(): Promise<void> {
    this.#rush.resolve();
    await this.#room.promise;
  }
}

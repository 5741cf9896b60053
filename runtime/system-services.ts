import type { Clock, Ids, Random } from "./services.ts";

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** The chance of this machine; not for secrets. */
export const systemRandom: Random = { next: () => Math.random() };

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_CHARS = 11;
const RANDOM_CHARS = 10;

/** Ids that sort by the time they were made, also within one millisecond, and cannot be guessed. */
export function systemIds(clock: () => number = Date.now): Ids {
  const random = new RandomText();
  let lastMs = 0;
  return {
    next(prefix) {
      lastMs = Math.max(lastMs + 1, clock() * TICKS_PER_MS);
      return `${prefix}_${encodeTime(lastMs)}${random.next()}`;
    },
  };
}

/** Room for a thousand ids a millisecond before the clock is outrun. */
const TICKS_PER_MS = 1000;

function encodeTime(ticks: number): string {
  let rest = ticks;
  let text = "";
  for (let place = 0; place < TIME_CHARS; place += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Enough random bytes for 400 ids: asking for ten at a time costs more than all else in an id. */
const RANDOM_BYTES = 400 * RANDOM_CHARS;

class RandomText {
  readonly #bytes = new Uint8Array(RANDOM_BYTES);
  #used = RANDOM_BYTES;

  next(): string {
    if (this.#used === RANDOM_BYTES) {
      crypto.getRandomValues(this.#bytes);
      this.#used = 0;
    }
    let text = "";
    for (const end = this.#used + RANDOM_CHARS; this.#used < end; this.#used += 1) {
      text += ALPHABET.charAt((this.#bytes[this.#used] ?? 0) % 32);
    }
    return text;
  }
}

import type { Clock, Ids, Random } from "./services.ts";

/** A timer that comes so late was held up by the process itself, and so was whatever it watches. */
const LATE_MS = 100;
const CATCH_UP_MS = 50;

/**
 * The clock of this machine. A sleep that the process overslept lasts a little longer: what arrived
 * meanwhile is seen before anybody concludes that nothing came.
 */
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
      const end = () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const due = performance.now() + ms;
      let timer = setTimeout(() => {
        if (performance.now() - due < LATE_MS) return end();
        timer = setTimeout(end, CATCH_UP_MS);
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

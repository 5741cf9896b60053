import { microsNow } from "./micros.ts";
import { readStamps, TOKEN_MARK } from "./token-text.ts";

const MARK = Buffer.from(TOKEN_MARK);

/** What a client notes while it reads one answer. */
export class Reading {
  readonly #startedAt = microsNow();
  readonly #stampedFrom: number | undefined;
  #tokens = 0;
  #bytes = 0;
  #firstTokenMs: number | undefined;
  #delaysMs: number[] = [];
  /** Stamped text whose line has not ended yet. */
  #rest = "";

  /** `stampedFrom` is the zero of the tokens' stamps; without it, tokens are only counted. */
  constructor(stampedFrom?: number) {
    this.#stampedFrom = stampedFrom;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** All bytes of the body. */
  get bytes(): number {
    return this.#bytes;
  }

  /** From the question to the first token. Throws before there is one. */
  get firstTokenMs(): number {
    if (this.#firstTokenMs === undefined) throw new Error("No token has come yet");
    return this.#firstTokenMs;
  }

  /** How long each stamped token was under way. */
  get delaysMs(): readonly number[] {
    return this.#delaysMs;
  }

  /** Forgets the delays so far. */
  restartDelays(): void {
    this.#delaysMs = [];
  }

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const from = this.#stampedFrom;
    const count = from === undefined ? countMarks(chunk) : this.#takeStamps(chunk, from);
    if (count > 0) this.#firstTokenMs ??= (microsNow() - this.#startedAt) / 1_000;
    this.#tokens += count;
  }

  #takeStamps(chunk: Buffer, stampedFrom: number): number {
    const text = this.#rest + chunk.toString("latin1");
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    const now = microsNow() - stampedFrom;
    const stamps = readStamps(text.slice(0, end));
    for (const sent of stamps) this.#delaysMs.push((now - sent) / 1_000);
    return stamps.length;
  }
}

function countMarks(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + 1)) count += 1;
  return count;
}

import { isUtf8 } from "node:buffer";

import type { RecordedChunk } from "./cassette.ts";

/** Room that a chunk needs at most: each byte may become `\u00XX`, and the line has a frame. */
const MOST_PER_BYTE = 6;
const FRAME_BYTES = 64;

/**
 * Writes lines of a cassette as bytes. A chunk is escaped from bytes to bytes: by way of strings it
 * would cost four times as much, and every token of every answer goes through here.
 */
export class LineWriter {
  #bytes: Buffer;
  #length = 0;

  /** `size` is a guess in bytes; it grows. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** A line that is made elsewhere, with its newline. */
  line(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** One chunk: `text` where its bytes are UTF-8, otherwise `base64`. Either gives the exact bytes back. */
  chunk({ ms, bytes }: RecordedChunk): void {
    const time = `{"ms":${Math.round(ms)},`;
    if (!isUtf8(bytes)) {
      return this.line(`${time}"base64":"${Buffer.from(bytes).toString("base64")}"}\n`);
    }
    this.#reserve(bytes.length * MOST_PER_BYTE + FRAME_BYTES);
    this.#ascii(`${time}"text":"`);
    this.#escaped(bytes);
    this.#ascii('"}\n');
  }

  /** What was written. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  #ascii(text: string): void {
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  #escaped(bytes: Uint8Array): void {
    const out = this.#bytes;
    let at = this.#length;
    for (let from = 0; from < bytes.length; from += 1) {
      const byte = bytes[from] ?? 0;
      const letter = LETTER[byte] ?? 0;
      if (letter === AS_IT_IS) {
        out[at++] = byte;
      } else if (letter === IN_HEX) {
        at += out.write(`\\u00${byte.toString(16).padStart(2, "0")}`, at, "latin1");
      } else {
        out[at++] = BACKSLASH;
        out[at++] = letter;
      }
    }
    this.#length = at;
  }
}

const BACKSLASH = 0x5c;
const AS_IT_IS = 0;
const IN_HEX = 1;

/** For each byte: how JSON takes it, or the letter behind the backslash that stands for it. */
const LETTER = Uint8Array.from({ length: 256 }, (_, byte) => {
  const escaped = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  if (!escaped.startsWith("\\")) return AS_IT_IS;
  return escaped.length === 2 ? escaped.charCodeAt(1) : IN_HEX;
});

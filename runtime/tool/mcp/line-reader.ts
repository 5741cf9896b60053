/** Cuts a stream of bytes into lines, without a copy of the rest for each chunk that comes. */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that this chunk completes. Throws a RangeError for a line that is too long. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      this.#keep(rest.subarray(0, end));
      lines.push(this.#take());
      rest = rest.subarray(end + 1);
    }
    this.#keep(rest);
    return lines;
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) {
      throw new RangeError(`A line is longer than the ${this.#maxBytes} bytes that are allowed`);
    }
    if (part.length > 0) this.#parts.push(part);
  }

  #take(): string {
    const line = new TextDecoder().decode(joined(this.#parts, this.#bytes));
    this.#parts = [];
    this.#bytes = 0;
    return line;
  }
}

const LINE_FEED = 0x0a;

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

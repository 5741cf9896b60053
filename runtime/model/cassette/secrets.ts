import type { RecordedChunk } from "./cassette.ts";

/** Shorter ones are stand-ins such as "none", and would strike out common words. */
const MIN_SECRET_CHARS = 6;

/** Names of headers and query parameters whose values are secrets. */
export const SECRET_NAME =
  /authoriz|^auth$|[-_]auth$|api[-_]?key|^key$|[-_]key$|token$|secret|cookie|passw(?:or)?d|credential|signature|^sig$/i;

/** What must not be stored: every form in which a secret may come back. */
export class Secrets {
  readonly #lasting: readonly string[];
  #forms: readonly string[] = [];
  #longest = 0;

  constructor(values: readonly string[]) {
    this.#lasting = values;
    this.keepAlso([]);
  }

  /** In bytes; 0 when there is nothing to strike out. */
  get longest(): number {
    return this.#longest;
  }

  /** From now on these are secrets beside the first ones, in place of those of the last time. */
  keepAlso(values: readonly string[]): void {
    const secrets = [...this.#lasting, ...values]
      .flatMap(bare)
      .filter(({ length }) => length >= MIN_SECRET_CHARS);
    // Longer forms first: a key may begin with another one.
    this.#forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
    this.#longest = Math.max(0, ...this.#forms.map((form) => Buffer.byteLength(form)));
  }

  /** The text with a star for each character of a secret. */
  strike(text: string): string {
    return this.#forms.reduce(
      (rest, form) => rest.replaceAll(form, () => "*".repeat(form.length)),
      text,
    );
  }

  /**
   * The chunks with a star for each byte of a secret, also of one that lies across chunks. Times and
   * lengths stay; chunks without a secret are the same objects.
   */
  strikeChunks(chunks: readonly RecordedChunk[]): readonly RecordedChunk[] {
    if (this.#forms.length === 0) return chunks;
    const all = Buffer.concat(chunks.map(({ bytes }) => bytes));
    if (this.strikeInPlace(all).reduce((sum, found) => sum + found, 0) === 0) return chunks;
    let from = 0;
    return chunks.map(({ ms, bytes }) => {
      from += bytes.length;
      return { ms, bytes: all.subarray(from - bytes.length, from) };
    });
  }

  /** Puts a star for each byte of a secret, one form after the other; gives how often each was found. */
  *strikeInPlace(bytes: Buffer): Generator<number, void, undefined> {
    for (const form of this.#forms) {
      const length = Buffer.byteLength(form);
      let found = 0;
      for (let at = bytes.indexOf(form); at !== -1; at = bytes.indexOf(form, at + length)) {
        bytes.fill("*", at, at + length);
        found += 1;
      }
      yield found;
    }
  }
}

/** A header's value without its scheme; of Basic also the two halves. */
function bare(value: string): readonly string[] {
  const [, scheme, rest] =
    /^(bearer|basic|token|apikey|aws4-hmac-sha256)\s+(.+)$/i.exec(value) ?? [];
  if (rest === undefined) return [value];
  if (scheme?.toLowerCase() !== "basic") return [rest];
  const pair = Buffer.from(rest, "base64").toString();
  return [rest, pair, pair.slice(pair.indexOf(":") + 1)];
}

function formsOf(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    inJson.replaceAll("/", String.raw`\/`),
    encodeURIComponent(secret.toWellFormed()),
    ...inBase64(secret),
  ];
}

/** The characters that a secret alone decides, wherever it begins within a group of three bytes. */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const from = Math.ceil((before * 8) / 6);
    const until = Math.floor(((before + bytes.length) * 8) / 6);
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    return [padded.toString("base64"), padded.toString("base64url")].map((text) =>
      text.slice(from, until),
    );
  });
}

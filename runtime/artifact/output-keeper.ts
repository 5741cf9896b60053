import type { Secrets } from "#runtime/model/cassette/secrets.ts";
import { nextTurn } from "#runtime/pmpo/next-turn.ts";
import { outputRef, type OutputStore } from "./output-store.ts";

/** As much of an output is kept; what is beyond is said to be missing. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** An output that is kept beside the log. */
export interface KeptWhole {
  readonly output_ref: string;
  readonly sha256: string;
  /** What is kept, and what there was. */
  readonly bytes: number;
  readonly total_bytes: number;
  /** Places where a secret was struck out. */
  readonly redactions: number;
}

export interface OutputKeeperOptions {
  readonly store: OutputStore;
  /** What must not be kept: it is struck out first (R10). */
  readonly secrets?: Pick<Secrets, "longest" | "strikeInPlace">;
  /** Told of what was kept, once it is durable. */
  readonly onKept?: (kept: KeptWhole) => void;
  /** Told why an output could not be kept. */
  readonly report?: (error: unknown) => void;
  readonly maxBytes?: number;
}

/** Keeps whole outputs of which an event holds the beginning only. */
export class OutputKeeper {
  readonly #options: OutputKeeperOptions;

  constructor(options: OutputKeeperOptions) {
    this.#options = options;
  }

  /** Keeps a text; durable when it answers. Undefined where the store failed, which it reports. */
  async keep(text: string): Promise<KeptWhole | undefined> {
    const { store, onKept, report, maxBytes = OUTPUT_MAX_BYTES } = this.#options;
    try {
      const { bytes, redactions } = await this.#struck(text, maxBytes);
      const sha256 = await hashOf(bytes);
      await store.put(sha256, bytes);
      const total_bytes = Buffer.byteLength(text);
      const output_ref = outputRef(sha256);
      const kept = { output_ref, sha256, bytes: bytes.length, total_bytes, redactions };
      onKept?.(kept);
      return kept;
    } catch (error) {
      report?.(error);
      return undefined;
    }
  }

  /** Keeps bytes that are no text as they are; durable when it answers. Rejects where the store failed. */
  async keepBytes(bytes: Buffer<ArrayBuffer>): Promise<KeptWhole> {
    const sha256 = await hashOf(bytes);
    await this.#options.store.put(sha256, bytes);
    const size = { bytes: bytes.length, total_bytes: bytes.length };
    const kept = { output_ref: outputRef(sha256), sha256, ...size, redactions: 0 };
    this.#options.onKept?.(kept);
    return kept;
  }

  /** The beginning of a text as bytes, without secrets, also without the half of one at the cut. */
  async #struck(text: string, maxBytes: number) {
    const { secrets } = this.#options;
    const room = Math.min(Buffer.byteLength(text), maxBytes + (secrets?.longest ?? 0));
    const buffer = Buffer.alloc(room);
    const { written } = new TextEncoder().encodeInto(text, buffer);
    let redactions = 0;
    for (const found of secrets?.strikeInPlace(buffer.subarray(0, written)) ?? []) {
      redactions += found;
      await nextTurn(); // Each look through many megabytes takes its time.
    }
    return {
      bytes: buffer.subarray(0, wholeUntil(buffer, Math.min(written, maxBytes))),
      redactions,
    };
  }
}

/** The end before which no character is cut in two. */
function wholeUntil(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}

async function hashOf(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}

/** Bytes that are kept. */
export interface KeptBytes {
  readonly sha256: string;
  readonly bytes: number;
  /** When they were put last, in milliseconds since 1970. */
  readonly kept_at: number;
}

/**
 * Where outputs are kept that are too large for an event, under the SHA-256 of their bytes.
 *
 * O1 What was put is durable when `put` answers, whole or not at all.
 * O2 Nothing is removed that was put again meanwhile: `remove` names what it knows.
 */
export interface OutputStore {
  /** Keeps bytes under their hash. The same bytes twice are kept once, as if put now. */
  put(sha256: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or undefined where none are kept. Whoever reads them ends the stream. */
  read(sha256: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Removes what has not been put again since; gives whether it did. */
  remove(known: KeptBytes): Promise<boolean>;
  list(): Promise<readonly KeptBytes[]>;
}

/** The name of kept bytes in events and addresses. */
export function outputRef(sha256: string): string {
  return `out_${sha256}`;
}

/** All bytes that are kept under a name; undefined where none are. */
export async function readOutput(
  store: Pick<OutputStore, "read">,
  ref: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const sha256 = sha256Of(ref);
  const stream = sha256 === undefined ? undefined : await store.read(sha256);
  return stream && new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The hash behind a name; undefined for a name of anything else. */
export function sha256Of(ref: string): string | undefined {
  return /^out_([0-9a-f]{64})$/.exec(ref)?.[1];
}

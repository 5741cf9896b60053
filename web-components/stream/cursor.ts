/** A place in a thread's log, as it is written on the wire: `<epoch>.<sequence>`. */
export interface Cursor {
  readonly epoch: number;
  readonly sequence: number;
}

/** Reads `<epoch>.<sequence>`; nothing when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  return match === null ? undefined : { epoch: Number(match[1]), sequence: Number(match[2]) };
}

export function formatCursor({ epoch, sequence }: Cursor): string {
  return `${epoch}.${sequence}`;
}

/** Reads a message's id, `<thread_id>:<epoch>.<sequence>`. */
export function parseMessageId(
  id: string,
): { readonly thread_id: string; readonly cursor: Cursor } | undefined {
  const colon = id.lastIndexOf(":");
  const cursor = parseCursor(id.slice(colon + 1));
  return colon < 1 || cursor === undefined ? undefined : { thread_id: id.slice(0, colon), cursor };
}

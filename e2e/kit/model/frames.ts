/** An answer as the text of server-sent events, in the pieces in which it may be given. */
export interface Frames {
  /** Goes with whatever comes first. */
  readonly opening: string;
  /** One a delta; a call is several frames. */
  readonly deltas: readonly string[];
  readonly ending: string;
  readonly error: (message: string) => string;
}

/** One server-sent event; named by its `type`, where it has one. */
export function sse(data: object): string {
  const name = "type" in data ? `event: ${String(data.type)}\n` : "";
  return `${name}data: ${JSON.stringify(data)}\n\n`;
}

const PIECE_CHARS = 5;

/** The text of a call's arguments, cut as models cut it: in the midst of words. */
export function argumentPieces(args: object | string): readonly string[] {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  return text.match(new RegExp(`[^]{1,${PIECE_CHARS}}`, "gu")) ?? [];
}

import { crc32 } from "node:zlib";

import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { KeptFold } from "./fold-cache.ts";

/** Turns are written and read in pieces of about so much, so that neither holds up the process. UTF-16 code units. */
const PIECE_CHARS = 262_144;
const NEWLINE = 0x0a;

/** The first line; each further line is a turn, the last one the checksum of all before it. */
interface Head {
  /** Which fold made it: one of another version may have come to another state. */
  readonly version: string;
  readonly event_id: string;
  /** Its turns are left out; their place among the members stays. */
  readonly state: ThreadState;
}

/** A kept fold as pieces of a file of JSON lines. */
export function* foldLines(version: string, { event_id, state }: KeptFold): Generator<Buffer> {
  const head: Head = { version, event_id, state: { ...state, turns: [] } };
  let crc = 0;
  for (const text of pieces(head, state.turns)) {
    const bytes = Buffer.from(text);
    crc = crc32(bytes, crc);
    yield bytes;
  }
  yield checksumLine(crc);
}

function* pieces(head: Head, turns: readonly TurnState[]): Generator<string> {
  let piece = `${JSON.stringify(head)}\n`;
  for (const turn of turns) {
    piece += `${JSON.stringify(turn)}\n`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** Reads a file of `foldLines`; undefined unless it is whole and of this version. `pause` lets others run. */
export async function readFoldLines(
  version: string,
  bytes: Buffer,
  pause: () => Promise<void>,
): Promise<KeptFold | undefined> {
  const end = bytes.lastIndexOf(NEWLINE, -2) + 1;
  const body = bytes.subarray(0, end);
  if (!bytes.subarray(end).equals(checksumLine(crc32(body)))) return undefined;
  const [first = "", ...lines] = linesOf(body);
  // The checksum proves that these lines are as foldLines wrote them.
  const { version: made, event_id, state } = JSON.parse(first) as Head;
  if (made !== version) return undefined;
  const turns: TurnState[] = [];
  let chars = 0;
  for (const line of lines) {
    turns.push(JSON.parse(line) as TurnState);
    chars += line.length;
    if (chars < PIECE_CHARS) continue;
    chars = 0;
    await pause();
  }
  return { event_id, state: { ...state, turns } };
}

function linesOf(body: Buffer): readonly string[] {
  return body.toString("utf8").split("\n").slice(0, -1);
}

function checksumLine(crc: number): Buffer {
  return Buffer.from(`{"crc":"${crc.toString(16).padStart(8, "0")}"}\n`);
}

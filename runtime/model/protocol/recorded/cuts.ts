import type { Random } from "#runtime/log/simulation/random.ts";

/** The bytes in pieces of one. */
export function byteByByte(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
}

/** The bytes cut at random places; some pieces are as small as one byte, none is empty. */
export function randomPieces(bytes: Uint8Array, random: Random): readonly Uint8Array[] {
  const longest = 2 ** random.between(1, 14);
  const pieces: Uint8Array[] = [];
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    to = from + random.between(1, longest);
    pieces.push(bytes.subarray(from, to));
  }
  return pieces;
}

/** Begins each token's text and stands nowhere else in an answer: a reader counts tokens by it. */
export const TOKEN_MARK = "~";

/** A token of no meaning, as long as one of English prose. */
export const PLAIN_TOKEN = `${TOKEN_MARK}word`;

/** What a stamp counts in: four digits are enough for an answer of some seconds. */
const STAMP_MICROS = 10;
const STAMP_RADIX = 36;
const STAMP_DIGITS = 4;
const STAMP = new RegExp(`${TOKEN_MARK}([0-9a-z]+)`, "g");

/** A token that tells when it was sent, `micros` after the answer's zero. */
export function stampedToken(micros: number): string {
  const stamp = Math.floor(micros / STAMP_MICROS).toString(STAMP_RADIX);
  return TOKEN_MARK + stamp.padStart(STAMP_DIGITS, "0");
}

/** When the tokens of a text were sent, in microseconds after the answer's zero. */
export function readStamps(text: string): number[] {
  return Array.from(text.matchAll(STAMP), ([, stamp = ""]) => {
    return Number.parseInt(stamp, STAMP_RADIX) * STAMP_MICROS;
  });
}

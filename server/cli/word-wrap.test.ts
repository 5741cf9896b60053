import { describe, expect, it } from "vitest";

import { WordWrap, wrapWords } from "./word-wrap.ts";

/** As it comes in pieces of so many characters. */
function inPieces(text: string, size: number, columns: number): string {
  const wrap = new WordWrap(() => columns);
  let shown = "";
  for (let at = 0; at < text.length; at += size) shown += wrap.push(text.slice(at, at + size));
  return shown + wrap.flush();
}

/** A quote's mark stands on each of its lines. */
function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== ">");
}

describe("wrapWords()", () => {
  it.each([
    ["between words", "one two three", 8, "one two\nthree"],
    ["and keeps what fits", "one two\n\nthree", 8, "one two\n\nthree"],
    ["under the words of a list", "- one two three", 9, "- one two\n  three"],
    ["under the words of a numbered list", "  10. one two", 9, "  10. one\n      two"],
    ["with a quote's mark on each line", "> one two", 6, "> one\n> two"],
    ["under the words of a list in a quote", "> - one two", 8, "> - one\n>   two"],
    ["but no code", "```\none two three\n```\none two", 4, "```\none two three\n```\none\ntwo"],
    ["but no table", "| one | two |", 4, "| one | two |"],
    ["but no word that is longer than a line", "an abcdefghijkl mn", 5, "an\nabcdefghijkl mn"],
    ["with two columns for a wide sign", "日本 日本", 8, "日本\n日本"],
  ])("breaks a line %s", (_where, text, columns, shown) => {
    expect(wrapWords(text, columns)).toBe(shown);
  });
});

describe("WordWrap", () => {
  const text =
    "A cup of tea, which takes its time.\n\n- Leaves and water\n> said  he\n```\na b c d e f g h i j k l\n```\nabcdefghijklmnopqrstuvwxyz end";

  it.each([1, 2, 3, 7, 1_000])("gives the same lines in pieces of %i", (size) => {
    expect(inPieces(text, size, 12)).toBe(wrapWords(text, 12));
  });

  it("loses no word and no line, however narrow the screen is", () => {
    for (let columns = 1; columns < 40; columns += 1) {
      expect(wordsOf(wrapWords(text, columns))).toEqual(wordsOf(text));
    }
  });
});

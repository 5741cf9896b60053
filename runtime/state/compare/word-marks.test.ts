import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { excerpt } from "./excerpt.ts";
import { markWords, WORDS_MAX, type Mark } from "./word-marks.ts";

/** The text with what is marked in brackets. */
function shown(marks: readonly Mark[]): string {
  return marks.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("");
}

function both(a: string, b: string): readonly string[] {
  const marks = markWords(a, b);
  return [shown(marks.a), shown(marks.b)];
}

describe("markWords()", () => {
  it("marks the words that the other text does not have", () => {
    expect(both("call_7 timed out after 30 s", "call_7 lost after 30 s")).toEqual([
      "call_7 [timed out] after 30 s",
      "call_7 [lost] after 30 s",
    ]);
  });

  it("takes a few letters between two changes for a part of the change", () => {
    expect(both("52 of 52 passed", "53 of 53 passed")).toEqual([
      "[52 of 52] passed",
      "[53 of 53] passed",
    ]);
  });

  it("knows words and signs of any script", () => {
    expect(both("Größe: 日本", "Größe: 中国")).toEqual(["Größe: [日本]", "Größe: [中国]"]);
  });

  it("gives back both texts whole, whatever they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        const marks = markWords(a, b);

        expect(marks.a.map(({ text }) => text).join("")).toBe(a);
        expect(marks.b.map(({ text }) => text).join("")).toBe(b);
        expect(markWords(a, a).a.some(({ changed }) => changed)).toBe(false);
      }),
    );
  });

  it("marks all between the same beginning and end where there are too many words", () => {
    const long = (word: string) => `Begin ${`${word} `.repeat(WORDS_MAX)}end`;

    const [a] = both(long("one"), long("two"));

    expect(a?.startsWith("Begin [one one")).toBe(true);
    expect(a?.endsWith("one] end")).toBe(true);
  });
});

describe("excerpt()", () => {
  const same = "The same words again and again. ";

  it("keeps what changed and a little around it", () => {
    const { a } = markWords(`${same.repeat(4)}Old${same.repeat(4)}`, `${same.repeat(4)}New`);

    const cut = excerpt(a, { most: 60, around: 12 });

    expect(shown(cut)).toMatch(/^… and again\. \[Old/);
    expect(shown(cut).length).toBeLessThan(80);
  });

  it("leaves a short text as it is", () => {
    const { a } = markWords("One two", "One three");

    expect(excerpt(a, { most: 60, around: 12 })).toEqual(a);
  });

  it("shows the beginning of a long text without any change", () => {
    const { a } = markWords(same.repeat(9), same.repeat(9));

    expect(shown(excerpt(a, { most: 20, around: 5 }))).toBe("The same words again…");
  });
});

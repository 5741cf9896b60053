import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { align, repeatedRuns, repetitions, wordsOf } from "./words.ts";

const EXPECTED = wordsOf("The log keeps every event, and a view is what you get");

describe("wordsOf()", () => {
  test("leaves out marks and case, in any script", () => {
    expect(wordsOf("**Grüße**, «Лог»: a_b 3.5!")).toEqual(["grüße", "лог", "a_b", "3", "5"]);
  });
});

describe("align()", () => {
  test("finds nothing missing where other words stand between the expected ones", () => {
    const shown = wordsOf(
      "Search done 4 ms The log keeps every event Copy and a view is what you get",
    );

    expect(align(EXPECTED, shown).missing).toEqual([]);
  });

  test("names each gap with the word before it", () => {
    const shown = wordsOf("log keeps event and a view is what");

    expect(align(EXPECTED, shown).missing).toEqual([
      { after: "", words: "the" },
      { after: "keeps", words: "every" },
      { after: "what", words: "you get" },
    ]);
  });

  test("misses something in every text that lacks a word", () => {
    const words = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.nat(), (all, pick) => {
        const at = pick % all.length;
        expect(align(all, all.toSpliced(at, 1)).missing).not.toEqual([]);
        expect(align(all, all)).toEqual({ missing: [], extra: [] });
      }),
    );
  });
});

describe("repetitions()", () => {
  test.each([
    [
      "a run",
      "the log keeps every event keeps every event and a view is what you get",
      "keeps every event",
    ],
    ["a word", "the log log keeps every event and a view is what you get", "log"],
    ["the end", "the log keeps every event and a view is what you get you get", "you get"],
    ["all of it", `${EXPECTED.join(" ")} ${EXPECTED.join(" ")}`, EXPECTED.join(" ")],
  ])("names %s that comes twice", (_name, shown, run) => {
    expect(repetitions(EXPECTED, wordsOf(shown))).toEqual([run]);
  });

  test("does not mind words of the page that are no run of the answer", () => {
    const shown = wordsOf(
      "Get a log: the log keeps every event. View 1 and a view is what you get. Stop",
    );

    expect(repetitions(EXPECTED, shown)).toEqual([]);
  });
});

describe("repeatedRuns()", () => {
  test("names runs of the length that come again, and no shorter ones", () => {
    expect(repeatedRuns(wordsOf("a b c x a b c"), 3)).toEqual(["a b c"]);
    expect(repeatedRuns(wordsOf("a b c x a b d"), 3)).toEqual([]);
  });
});

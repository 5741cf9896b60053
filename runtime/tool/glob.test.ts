import fc from "fast-check";
import { expect, test } from "vitest";

import { matchesGlob } from "./glob.ts";

test.each([
  ["files__read", "files__read", true],
  ["files__read", "files__read2", false],
  ["files__*", "files__read", true],
  ["files__*", "files__", true],
  ["files__*", "other__read", false],
  ["*", "anything", true],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["*__delete_*", "files__delete_all", true],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["a.c", "abc", false],
  ["*a*b", "xaxbxab", true],
  ["*a*b", "xaxbxa", false],
])("the glob %j on %j is %j", (pattern, name, expected) => {
  expect(matchesGlob(pattern, name)).toBe(expected);
});

test("a glob means what the same regular expression means", () => {
  const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 });
  const name = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 10 });

  fc.assert(
    fc.property(pattern, name, (signs, letters) => {
      const source = signs.join("").replaceAll("*", ".*").replaceAll("?", ".");
      const expected = new RegExp(`^${source}$`).test(letters.join(""));
      expect(matchesGlob(signs.join(""), letters.join(""))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

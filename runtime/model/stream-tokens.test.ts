import fc from "fast-check";
import { expect, test } from "vitest";

import { tokensOf } from "./stream-tokens.ts";

test("tokens are words with the space before them, and joined they are the text", () => {
  expect(tokensOf(" A few\n\nwords. ")).toEqual([" A", " few", "\n\nwords. "]);
  expect(tokensOf("")).toEqual([]);
  expect(tokensOf(" \n")).toEqual([" \n"]);
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(" ", "\n", "\u00a0", "\0", "a", "é", "😀", "\ud800") }),
      (text) => {
        expect(tokensOf(text).join("")).toBe(text);
      },
    ),
  );
});

import { expect, test } from "vitest";

import { patternCost } from "./pattern-cost.ts";

test.each([
  "^(a+)+$",
  "^(a|aa)+$",
  "(x+x+)+y",
  "^([a-z]+)*$",
  "(?=a)b",
  "(a)\\1",
  "(a?){30}a{30}",
  "(?<year>\\d+)-\\k<year>",
  "(",
  ")",
])("the cost of %j is not bounded", (pattern) => {
  expect(patternCost(pattern, 30)).toBe(Infinity);
});

test.each([
  ["a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?", 30],
  [
    "(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)",
    30,
  ],
  ["a*a*a*a*a*a*b", 1_000],
  ["\\s+$", 100_000],
])("the cost of %j for %i characters is in the millions", (pattern, length) => {
  expect(patternCost(pattern, length)).toBeGreaterThan(5_000_000);
});

test.each([
  ["^\\d{4}-\\d{2}-\\d{2}$", 10],
  ["^[a-z][a-z0-9_-]*$", 60],
  ["^(?:read|write|append)$", 10],
  ["^https?://[^\\s/]+/?$", 60],
  ["^[^@\\s]+@[^@\\s]+$", 40],
  ["^\\p{L}+$", 100],
  ["[\\](){}*+]", 100],
])("the cost of %j for %i characters is small", (pattern, length) => {
  expect(patternCost(pattern, length)).toBeLessThan(200_000);
});

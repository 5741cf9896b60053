import { expect, test } from "vitest";

import { costOf } from "./answer-cost.ts";

const PRICE = { input: 2, output: 10, cache_read: 0.5 };

test("tokens cost their price per million, cached ones theirs", () => {
  const usage = { input_tokens: 1_000_000, cached_input_tokens: 400_000, output_tokens: 100_000 };

  expect(costOf(usage, PRICE)?.amount).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.1 * 10, 10);
});

test("cached tokens without a price of their own cost as much as others", () => {
  const usage = { input_tokens: 1_000_000, cached_input_tokens: 400_000, output_tokens: 0 };

  expect(costOf(usage, { input: 2, output: 10 })).toEqual({ amount: 2, currency: "USD" });
});

test("more cached tokens than tokens never make a negative price", () => {
  const usage = { input_tokens: 10, cached_input_tokens: 50, output_tokens: 0 };

  expect(costOf(usage, PRICE)?.amount).toBeGreaterThanOrEqual(0);
});

test("a price of nothing is a cost of nothing, not an unknown one", () => {
  expect(costOf({ input_tokens: 9, output_tokens: 9 }, { input: 0, output: 0 })?.amount).toBe(0);
});

test.each([
  ["the price", { input_tokens: 1, output_tokens: 1 }, undefined],
  ["the input", { output_tokens: 1 }, PRICE],
  ["the output", { input_tokens: 1 }, PRICE],
])("where %s is unknown, so is the cost", (_name, usage, price) => {
  expect(costOf(usage, price)).toBeUndefined();
});

test("no tokens cost nothing at any price, as where an answer came from the cache", () => {
  expect(costOf({ input_tokens: 0, output_tokens: 0 }, undefined)?.amount).toBe(0);
});

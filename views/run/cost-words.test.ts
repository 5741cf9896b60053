import { expect, test } from "vitest";

import type { RunState } from "#runtime/state/thread-state.ts";
import { costWords, dollars, runCostWords } from "./cost-words.ts";

test.each([
  [0, "$0"],
  [0.00002, "< $0.0001"],
  [0.0041, "$0.0041"],
  [0.5, "$0.5000"],
  [12.3, "$12.30"],
])("%f dollars read %s", (amount, words) => {
  expect(dollars(amount)).toBe(words);
});

test("a cost that is guessed in part is marked as an estimate", () => {
  const cost = { amount: 0.01, answers: 1, unpriced: 0 };
  const run = { cost } as RunState;

  expect(runCostWords({ ...run, cost_estimated: 0.002 })).toBe("est. $0.0120");
  expect(runCostWords(run)).toBe("$0.0100");
});

test("what has no price is unknown, never free", () => {
  expect(costWords({ amount: 0, answers: 2, unpriced: 2 })).toBe("unknown");
  expect(costWords({ amount: 0.01, answers: 2, unpriced: 1 })).toBe("at least $0.0100");
  expect(costWords({ amount: 0, answers: 1, unpriced: 0 })).toBe("$0");
});

import { expect, test } from "vitest";

import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { RetryBudget } from "./retry-budget.ts";

function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (taken < 1_000 && budget.take()) taken += 1;
  return taken;
}

test("few requests may have ten retries a minute", () => {
  const budget = new RetryBudget(skippingClock());
  budget.request();

  expect(takeAll(budget)).toBe(10);
});

test("many requests may have a tenth of their number", () => {
  const budget = new RetryBudget(skippingClock());
  for (let sent = 0; sent < 500; sent += 1) budget.request();

  expect(takeAll(budget)).toBe(50);
});

test("what was spent comes back as the minute goes by, and old requests stop counting", async () => {
  const clock = skippingClock();
  const budget = new RetryBudget(clock);
  for (let sent = 0; sent < 500; sent += 1) budget.request();
  takeAll(budget);

  await clock.sleep(30_000);
  const halfway = takeAll(budget);
  await clock.sleep(60_000);

  expect(halfway).toBe(0);
  expect(takeAll(budget)).toBe(10);
});

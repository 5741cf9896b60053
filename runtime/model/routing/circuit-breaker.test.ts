import { expect, test } from "vitest";

import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";

function brokenBreaker() {
  const clock = skippingClock();
  const breaker = new CircuitBreaker(clock);
  for (let failures = 0; failures < 5; failures += 1) {
    breaker.admit();
    breaker.failed();
  }
  return { clock, breaker };
}

test("failures with an answer between them never open it", () => {
  const breaker = new CircuitBreaker(skippingClock());

  for (let round = 0; round < 10; round += 1) {
    for (let failures = 0; failures < 4; failures += 1) breaker.failed();
    breaker.succeeded();
  }

  expect(breaker.admit()).toBe(true);
});

test("five failures in a row keep requests away for fifteen seconds", async () => {
  const { clock, breaker } = brokenBreaker();

  expect(breaker.msLeft()).toBe(15_000);
  expect(breaker.admit()).toBe(false);
  await clock.sleep(14_999);
  expect(breaker.admit()).toBe(false);
  await clock.sleep(1);
  expect(breaker.admit()).toBe(true);
});

test("then one request at a time finds out, and its success lets all through", async () => {
  const { clock, breaker } = brokenBreaker();
  await clock.sleep(15_000);

  expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.admit(), breaker.admit()]).toEqual([true, true]);
});

test("the failure of that request closes the way for as long again", async () => {
  const { clock, breaker } = brokenBreaker();
  await clock.sleep(15_000);
  breaker.admit();

  breaker.failed();

  expect(breaker.msLeft()).toBe(15_000);
});

test("a request that a person stopped leaves the question to the next one", async () => {
  const { clock, breaker } = brokenBreaker();
  await clock.sleep(15_000);
  breaker.admit();

  breaker.abandoned();

  expect(breaker.admit()).toBe(true);
});

import { expect, test } from "vitest";

import { Backoff } from "./backoff.ts";

test("waiting times double up to a bound, and begin anew after a reset", () => {
  const backoff = new Backoff({ first_ms: 100, max_ms: 500 }, () => 1);

  expect([1, 2, 3, 4].map(() => backoff.next_ms())).toEqual([100, 200, 400, 500]);
  backoff.reset();
  expect(backoff.next_ms()).toBe(100);
});

test("a waiting time is never shorter than half of its whole", () => {
  const backoff = new Backoff({ first_ms: 100, max_ms: 500 }, () => 0);

  expect(backoff.next_ms()).toBe(50);
});

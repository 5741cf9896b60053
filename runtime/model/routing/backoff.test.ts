import fc from "fast-check";
import { expect, test } from "vitest";

import type { ModelError } from "#runtime/model/normalized-event.ts";
import { MAX_RETRY_AFTER_MS, MAX_TRIES, retryDelay } from "./backoff.ts";

const BUSY: ModelError = { type: "error", code: "server", message: "Busy", retryable: true };
const always = (value: number) => ({ next: () => value });

test("the wait is chance under a cap that doubles with each try", () => {
  expect(retryDelay(BUSY, 1, always(0))).toBe(0);
  expect(retryDelay(BUSY, 1, always(0.5))).toBe(500);
  expect(retryDelay(BUSY, 2, always(0.5))).toBe(1_000);
});

test("no more than three tries are made", () => {
  expect(retryDelay(BUSY, MAX_TRIES - 1, always(0.5))).toBeDefined();
  expect(retryDelay(BUSY, MAX_TRIES, always(0.5))).toBeUndefined();
});

test("a request that nobody answered in time is sent once more only", () => {
  expect(retryDelay({ ...BUSY, code: "timeout" }, 1, always(0.5))).toBeDefined();
  expect(retryDelay({ ...BUSY, code: "timeout" }, 2, always(0.5))).toBeUndefined();
});

test("a failure that would come again is not tried again", () => {
  expect(retryDelay({ ...BUSY, retryable: false }, 1, always(0.5))).toBeUndefined();
});

test("the provider's own pause is kept to, up to a minute, and not waited for beyond", () => {
  const asking = (retry_after_ms: number) => ({ ...BUSY, retry_after_ms });

  expect(retryDelay(asking(7_000), 1, always(0.9))).toBe(7_000);
  expect(retryDelay(asking(100), 1, always(0.9))).toBe(900);
  expect(retryDelay(asking(MAX_RETRY_AFTER_MS), 1, always(0))).toBe(MAX_RETRY_AFTER_MS);
  expect(retryDelay(asking(MAX_RETRY_AFTER_MS + 1), 1, always(0))).toBeUndefined();
});

test("a wait is whole milliseconds, never below the provider's pause and never above both caps", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat({ max: MAX_RETRY_AFTER_MS }),
      fc.integer({ min: 1, max: MAX_TRIES - 1 }),
      (chance, retry_after_ms, attempt) => {
        const wait = retryDelay({ ...BUSY, retry_after_ms }, attempt, always(chance)) ?? -1;

        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(retry_after_ms);
        expect(wait).toBeLessThanOrEqual(Math.max(retry_after_ms, 2_000));
      },
    ),
  );
});

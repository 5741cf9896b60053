import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

const DATE = "Sat, 21 Nov 2026 12:00:00 GMT";

function waitOf(headers: Record<string, string>): number | undefined {
  return retryAfterMs((name) => headers[name]);
}

test.each([
  [{ "retry-after": "2" }, 2000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after-ms": "250", "retry-after": "1" }, 250],
  [{ "retry-after-ms": "0", "retry-after": "1" }, 1000],
  [{ "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT", date: DATE }, 30_000],
  [{ "retry-after": "Sat, 21 Nov 2026 11:59:00 GMT", date: DATE }, 0],
  [{ "x-ratelimit-reset": "1795262410", date: DATE }, 10_000],
  [{ "x-ratelimit-reset": "1795262400500", date: DATE }, 500],
  [{ "x-ratelimit-reset-requests": "6m0.5s" }, 360_500],
  [{ "x-ratelimit-reset-tokens-minute": "11.4" }, 11_400],
  [{ "x-ratelimit-reset-requests-day": "3600" }, 3_600_000],
  [{ "ratelimit-reset": "30", "ratelimit-remaining": "0" }, 30_000],
  [{ ratelimit: '"burst";r=4;t=5, "hour";r=0;t=120' }, 120_000],
  [{ "anthropic-ratelimit-tokens-reset": "2026-11-21T12:00:05Z", date: DATE }, 5000],
  [{ "retry-after": "Sat, 21 Nov 2026 12:00:30 GMT" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "x-ratelimit-reset-tokens": "later" }, undefined],
  [{}, undefined],
])("the headers %j ask for %s ms", (headers, wait) => {
  expect(waitOf(headers)).toBe(wait);
});

test("the limit that ran out decides, the others do not", () => {
  const headers = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "1m30s",
    "x-ratelimit-remaining-tokens": "149999",
    "x-ratelimit-reset-tokens": "2ms",
  };

  expect(waitOf(headers)).toBe(90_000);
  expect(waitOf({ ...headers, "x-ratelimit-remaining-requests": "3" })).toBe(2);
});

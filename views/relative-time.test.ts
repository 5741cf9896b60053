import { expect, test } from "vitest";

import { relativeTime } from "./relative-time.ts";

const NOW = "2026-11-20T14:00:00.000Z";

test.each([
  ["2026-11-20T13:59:30.000Z", "now"],
  ["2026-11-20T13:58:00.000Z", "2m"],
  ["2026-11-20T11:00:00.000Z", "3h"],
  ["2026-11-15T14:00:00.000Z", "5d"],
  ["2026-11-20T15:00:00.000Z", "now"],
  ["", "now"],
])("relativeTime() says of %s: %s", (at, words) => {
  expect(relativeTime(at, NOW)).toBe(words);
});

import { expect, test } from "vitest";

import { flipEveryByte, truncateEveryByte } from "./every-byte.ts";

const BEGINNINGS = [
  ["a log", 0],
  ["the log of a branch", 40],
] as const;

test.each(BEGINNINGS)(
  "F02 log-truncate-every-byte: %s cut at any byte opens with its prefix, or says that it is damaged",
  async (_which, after) => {
    expect(await truncateEveryByte(after)).toEqual([]);
  },
  60_000,
);

test.each(BEGINNINGS)(
  "F03 log-flip-every-byte: %s with any byte changed never gives a wrong event, and tells damage from a torn tail",
  async (_which, after) => {
    expect(await flipEveryByte(after)).toEqual([]);
  },
  60_000,
);

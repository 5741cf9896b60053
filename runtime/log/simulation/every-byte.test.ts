import { expect, test } from "vitest";

import { flipEveryByte, truncateEveryByte } from "./every-byte.ts";

test("F02 log-truncate-every-byte: a log cut at any byte opens with its prefix, or says that it is damaged", async () => {
  expect(await truncateEveryByte()).toEqual([]);
}, 60_000);

test("F03 log-flip-every-byte: a log with any byte changed never gives a wrong event, and tells damage from a torn tail", async () => {
  expect(await flipEveryByte()).toEqual([]);
}, 60_000);

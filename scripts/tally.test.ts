import { expect, test } from "vitest";

import { inWords, PlaywrightReport, sum, tallyOf, VitestReport } from "./tally.ts";

test("the closing line names what was skipped only when something was", () => {
  expect(inWords({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(inWords({ passed: 12, failed: 1, skipped: 2 })).toBe("12 passed, 1 failed, 2 skipped");
});

test("a step without tests counts one", () => {
  expect(tallyOf(true, undefined)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(tallyOf(false, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a failed step fails at least once, also when every test passed", () => {
  const tests = { passed: 3, failed: 0, skipped: 0 };

  expect(tallyOf(false, tests)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(tallyOf(false, { ...tests, failed: 2 })).toEqual({ passed: 3, failed: 2, skipped: 0 });
  expect(tallyOf(true, tests)).toEqual(tests);
});

test("tallies add up", () => {
  const one = { passed: 1, failed: 2, skipped: 3 };

  expect(sum(one, one)).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

test("reports of the runners become tallies", () => {
  const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
  const playwright = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 3 } };

  expect(VitestReport.parse(vitest)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  expect(PlaywrightReport.parse(playwright)).toEqual({ passed: 4, failed: 2, skipped: 3 });
});

import { z } from "zod";

/** How many checks came out which way. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The closing line of the whole check. */
export function inWords({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export function sum(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** A step without tests counts one. A failed step fails at least once, also when no test is to blame. */
export function tallyOf(ok: boolean, tests: Tally | undefined): Tally {
  const { passed, failed, skipped } = tests ?? { passed: ok ? 1 : 0, failed: 0, skipped: 0 };
  return { passed, failed: ok ? failed : Math.max(1, failed), skipped };
}

const Count = z.int().min(0);

/** Vitest's JSON report as a tally. */
export const VitestReport = z
  .object({
    numPassedTests: Count,
    numFailedTests: Count,
    numPendingTests: Count,
    numTodoTests: Count,
  })
  .transform((report): Tally => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }));

/** Playwright's JSON report as a tally; what passed only at a second try has failed. */
export const PlaywrightReport = z
  .object({
    stats: z.object({ expected: Count, unexpected: Count, flaky: Count, skipped: Count }),
  })
  .transform(({ stats }): Tally => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }));

import { expect, test } from "vitest";

import { inWords, recordsOf, Report } from "./flakes.ts";

function report(...statuses: readonly string[]): Report {
  const specs = statuses.map((status, at) => ({
    title: `does ${at}`,
    file: "a.e2e.ts",
    line: at + 1,
    tests: [{ results: [{ status, duration: 10 * (at + 1), ...errorOf(status) }] }],
  }));
  return Report.parse({
    suites: [{ specs: specs.slice(0, 1), suites: [{ specs: specs.slice(1) }] }],
  });
}

function errorOf(status: string): object {
  return status === "passed"
    ? {}
    : { error: { message: `\u001B[31mIt ${status}\u001B[0m\n\nthere` } };
}

test("tests are told apart by whether they never, sometimes or always fail", () => {
  const reports = [
    report("passed", "failed", "timedOut", "skipped"),
    report("passed", "passed", "failed", "skipped"),
  ];

  expect(recordsOf(reports)).toMatchObject([
    { name: "a.e2e.ts:3 does 2", runs: 2, failed: 2 },
    { name: "a.e2e.ts:2 does 1", runs: 2, failed: 1 },
    { name: "a.e2e.ts:1 does 0", runs: 2, failed: 0 },
  ]);
  expect(inWords(recordsOf(reports)).split("\n")).toEqual([
    "broken  2 of 2  a.e2e.ts:3 does 2",
    "    It timedOut",
    "    there",
    "    It failed",
    "    there",
    "flaky   1 of 2  a.e2e.ts:2 does 1",
    "    It failed",
    "    there",
    "3 tests, 2 of them failed at least once",
    "Slowest: 30 ms a.e2e.ts:3 does 2",
  ]);
});

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import {
  commandsOfFaults,
  FAULT_TABLE_PLACE,
  faultTable,
  namedFaults,
  testFiles,
  withTable,
} from "./fault-table.ts";
import { FAULTS } from "./faults.ts";

test("the table of faults says what the tests are called; `npm run faults` writes it anew", () => {
  const readme = readFileSync(FAULT_TABLE_PLACE, "utf8");

  expect(readme).toBe(withTable(readme, faultTable(testFiles())));
});

test("every fault that a test names is in the list", () => {
  const unknown = [...namedFaults(testFiles()).keys()].filter((id) => !(id in FAULTS));

  expect(unknown).toEqual([]);
});

test("every command of the table is one of npm's", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };

  for (const command of commandsOfFaults()) expect(Object.keys(scripts)).toContain(command);
});

test("a fault counts where a title begins with its name", () => {
  const files = new Map([
    ["a.test.ts", 'test("F01 power: goes", () => {}); test("of F02", () => {});'],
    ["b.test.ts", "describe(`F01 power: comes`, () => {}); // F03 nothing"],
  ]);

  expect([...namedFaults(files)]).toEqual([["F01", ["a.test.ts", "b.test.ts"]]]);
});

import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { faults } from "./architecture.ts";

function faultsOf(file: string, text: string): readonly string[] {
  return faults(new Map([[file, text]]));
}

test("the house is in order", () => {
  const paths = globSync("**/*.{ts,js,css,sh}", { exclude: ["node_modules", "dist", ".*"] });
  const files = new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));

  expect(files.size).toBeGreaterThan(0);
  expect(faults(files)).toEqual([]);
});

describe("faults()", () => {
  test.each([
    ["runtime/a.ts", 'import { b } from "#server/b.ts";'],
    ["runtime/a.ts", 'import type { B } from "#views/b.ts";'],
    ["runtime/log/a.ts", 'await import("../../server/b.ts");'],
    ["runtime/state/a.ts", 'import { B } from "#runtime/event/b.ts";'],
    ["views/a.ts", 'import { b } from "#runtime/pmpo/b.ts";'],
    ["views/a.ts", 'import { b } from "#web-components/b.ts";'],
    ["web-components/a.ts", 'import "#runtime/log/b.ts";'],
    ["server/a.ts", 'import { type B, b } from "#web-components/b.ts";'],
  ])("stops %s from saying: %s", (file, text) => {
    expect(faultsOf(file, text)).toEqual([expect.stringMatching(/ may only take /)]);
  });

  test.each([
    ["runtime/state/a.ts", 'import type { B } from "#runtime/event/b.ts";'],
    ["runtime/a.ts", 'import { b } from "./b.ts"; import { z } from "zod";'],
    ["views/a.ts", 'import { b } from "#runtime/state/b.ts"; import { c } from "./c.ts";'],
    ["views/a.ts", 'import { laneOf } from "#runtime/event/lane.ts";'],
    ["web-components/a.ts", 'import { b } from "#runtime/event/b.ts";'],
    ["server/a.ts", 'import { b } from "#runtime/log/b.ts"; import { c } from "#views/c.ts";'],
    ["views/a.test.ts", 'import { b } from "#runtime/event/b.ts";'],
  ])("lets %s say: %s", (file, text) => {
    expect(faultsOf(file, text)).toEqual([]);
  });

  test.each(["a.css", "bench/a.sh", "e2e/a.e2e.ts", "public/a.js", "runtime/a.test.ts"])(
    "stops %s from growing over 300 lines, blank ones and comments counted",
    (file) => {
      expect(faultsOf(file, "// why\n\n".repeat(150))).toEqual([]);
      expect(faultsOf(file, `${"// why\n\n".repeat(150)}// why`)).toEqual([
        `${file} has 301 lines, split it at 300`,
      ]);
    },
  );

  test("stops processes that are not contained", () => {
    const text = 'import { spawn } from "node:child_process";';

    expect(faultsOf("server/a.ts", text)).toEqual([expect.stringMatching(/use spawnContained/)]);
    expect(faultsOf("runtime/tool/mcp/node-a.ts", text)).toHaveLength(1);
    expect(faultsOf("runtime/process/node-a.ts", text)).toEqual([]);
    expect(faultsOf("scripts/a.ts", text)).toEqual([]);
  });

  test("stops barrels, empty names and raw HTML", () => {
    expect(faultsOf("runtime/a.ts", 'export * from "./b.ts";')).toHaveLength(1);
    expect(faultsOf("runtime/a.ts", 'export type { B } from "./b.ts";')).toHaveLength(1);
    expect(faultsOf("runtime/index.ts", "")).toHaveLength(1);
    expect(faultsOf("views/utils.ts", "")).toHaveLength(1);
    expect(faultsOf("views/a.ts", "html`<p .innerHTML=${text}></p>`;")).toHaveLength(1);
  });
});

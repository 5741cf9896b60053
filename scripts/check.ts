// The whole check, cheapest answer first. Each step runs, also after another failed; the last line
// counts them: a static check is one, a test is one.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import type { z } from "zod";

import { inWords, PlaywrightReport, sum, tallyOf, VitestReport, type Tally } from "./tally.ts";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly report?: { readonly path: string; readonly schema: z.ZodType<Tally> };
}

const unit = { path: "node_modules/.cache/unit.json", schema: VitestReport };
const e2e = { path: "dist/e2e/report.json", schema: PlaywrightReport };

const steps: readonly Step[] = [
  { name: "format", command: "oxfmt --check" },
  { name: "lint", command: "oxlint" },
  { name: "types", command: "tsc -b" },
  { name: "dead-code", command: "knip" },
  { name: "build", command: "vite build --logLevel warn" },
  {
    name: "unit",
    command: `vitest run --reporter=default --reporter=json --outputFile.json=${unit.path}`,
    report: unit,
  },
  { name: "e2e", command: "playwright test -c e2e", report: e2e },
];

const outcomes = steps.map((step) => ({ name: step.name, tally: take(step) }));
const total = outcomes.map(({ tally }) => tally).reduce(sum);

const broken = outcomes.filter(({ tally }) => tally.failed > 0).map(({ name }) => name);
if (broken.length > 0) console.log(`\nFailed: ${broken.join(", ")}`);
console.log(inWords(total));
process.exitCode = broken.length > 0 ? 1 : 0;

function take({ name, command, report }: Step): Tally {
  console.log(`\n— ${name}: ${command}`);
  if (report) rmSync(report.path, { force: true });
  const { status } = spawnSync(command, { shell: true, stdio: "inherit" });
  const tests = report && existsSync(report.path) ? read(report) : undefined;
  return tallyOf(status === 0, tests);
}

function read({ path, schema }: NonNullable<Step["report"]>): Tally {
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}

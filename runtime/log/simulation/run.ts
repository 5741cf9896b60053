import { parseArgs } from "node:util";

import { runPowerLossScenario, type Outcome } from "./power-loss-scenario.ts";

const SEEDS = 100_000;

const { values } = parseArgs({
  options: { seeds: { type: "string" }, first: { type: "string" }, seed: { type: "string" } },
});
const first = Number(values.seed ?? values.first ?? 1);
const count = values.seed === undefined ? Number(values.seeds ?? SEEDS) : 1;

// Disks fail here by the million; a stack trace for each would be most of the work.
if (values.seed === undefined) Error.stackTraceLimit = 0;

const sum = { crashes: 0, tornTails: 0, events: 0, violations: 0 };
for (let seed = first; seed < first + count; seed += 1) {
  add(await runPowerLossScenario(seed));
  if (seed % 10_000 === 0) print(`${seed - first + 1} seeds so far`);
}
print(
  `${count} seeds from ${first}: ${sum.crashes} crashes, ${sum.tornTails} torn tails, ${sum.events} events, ${sum.violations} violations`,
);
process.exitCode = sum.violations === 0 ? 0 : 1;

function add({ seed, violation, crashes, tornTails, events }: Outcome): void {
  sum.crashes += crashes;
  sum.tornTails += tornTails;
  sum.events += events;
  if (violation === undefined) return;
  sum.violations += 1;
  print(`seed ${seed}: ${violation.message}; run it alone with --seed ${seed}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

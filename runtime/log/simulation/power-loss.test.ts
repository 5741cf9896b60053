import { expect, test } from "vitest";

import { runPowerLossScenario } from "./power-loss-scenario.ts";

const SEEDS = 1_000;

test("F01 sim-log-powerloss: a log keeps its promises over crashes, power losses and failing disks", async () => {
  const broken: string[] = [];
  let crashes = 0;
  let tornTails = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const outcome = await runPowerLossScenario(seed);
    if (outcome.violation !== undefined) broken.push(`${seed}: ${outcome.violation.message}`);
    crashes += outcome.crashes;
    tornTails += outcome.tornTails;
  }

  expect(broken).toEqual([]);
  expect(crashes).toBeGreaterThan(SEEDS);
  expect(tornTails).toBeGreaterThan(SEEDS / 2);
}, 60_000);

test("a seed gives the same run again", async () => {
  const outcomes = [await runPowerLossScenario(7), await runPowerLossScenario(7)];

  expect(outcomes[0]).toEqual(outcomes[1]);
  expect(outcomes[0]?.events).toBeGreaterThan(0);
});

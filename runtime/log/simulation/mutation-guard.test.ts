import { expect, test } from "vitest";

import { flipEveryByte } from "./every-byte.ts";
import { MUTATIONS } from "./mutations.ts";
import { runPowerLossScenario, type Tamper } from "./power-loss-scenario.ts";

const SEEDS_MAX = 200;

test.each(Object.entries(MUTATIONS))(
  "F05 log-mutation-guard: the simulation notices %s",
  async (_rule, tamper) => {
    expect(await isNoticed(tamper)).toBe(true);
  },
  60_000,
);

test("the simulation finds nothing when nothing was taken away", async () => {
  expect(await isNoticed((disk) => disk)).toBe(false);
}, 60_000);

async function isNoticed(tamper: Tamper): Promise<boolean> {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    if ((await runPowerLossScenario(seed, tamper)).violation !== undefined) return true;
  }
  return (await flipEveryByte(tamper)).length > 0;
}

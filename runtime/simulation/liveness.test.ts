import { expect, it } from "vitest";

import { runLivenessScenario } from "./liveness.ts";

const SEEDS = 40;

it("F35 liveness: after all faults heal, every accepted turn ends once or waits for a person", async () => {
  let turns = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const outcome = await runLivenessScenario(seed);
    expect(outcome).toMatchObject({ seed, wrong: [] });
    turns += outcome.turns;
  }
  expect(turns).toBeGreaterThan(SEEDS);
}, 120_000);

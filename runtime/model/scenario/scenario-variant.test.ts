import { parse } from "yaml";
import { expect, test } from "vitest";

import { collect } from "#runtime/model/testing/collect.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { createScenarioDriver } from "./scenario-driver.ts";
import { Scenario } from "./scenario-file.ts";
import { findVariant, variantName } from "./scenario-variant.ts";

const SCENARIO = Scenario.parse(
  parse(`
name: long
title: Long
prompt: Go
seed: 1
passes: [{ steps: [{ generate: { tokens: 20 }, pace: { tokens_per_second: 5 } }] }]
`),
);

test("a name says how a scenario is played, and is found again by it", () => {
  const name = variantName("long", { rate: 200, seed: 7 });
  const found = findVariant(name, [SCENARIO]);

  expect(name).toBe("long@rate=200,seed=7");
  expect(found).toMatchObject({ name, seed: 7, pace: { tokensPerSecond: 200 } });
  expect(found?.passes[0]?.steps[0]).not.toHaveProperty("pace");
});

test("a rate or a seed alone leaves the other as the file says", () => {
  expect(findVariant("long@seed=9", [SCENARIO])).toMatchObject({ seed: 9, pace: SCENARIO.pace });
  expect(findVariant("long@rate=2.5", [SCENARIO])).toMatchObject({
    seed: 1,
    pace: { tokensPerSecond: 2.5 },
  });
  expect(variantName("long", {})).toBe("long");
});

test.each([
  "long@rate=0",
  "long@rate=1.2.3",
  "long@seed=99999999999",
  "short@seed=1",
  "long",
  "long@x",
])("there is no scenario %s", (name) => {
  expect(findVariant(name, [SCENARIO])).toBeUndefined();
});

test("another seed says other words, the same one the same", async () => {
  const said = async (name: string) => {
    const scenario = findVariant(name, [SCENARIO]);
    if (scenario === undefined) throw new Error(`No scenario "${name}"`);
    return JSON.stringify(await collect(createScenarioDriver(scenario, skippingClock())));
  };

  expect(await said("long@seed=7")).toBe(await said("long@rate=100,seed=7"));
  expect(await said("long@seed=7")).not.toBe(await said("long@seed=8"));
});

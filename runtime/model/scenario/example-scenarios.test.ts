import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { only, spoken } from "#runtime/model/testing/collect.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import { workspaceTools } from "#runtime/model/testing/small-workspace.ts";
import { type Conversation, converse } from "#runtime/model/testing/tool-host.ts";

import { parseScenario } from "./parse-scenario.ts";
import { createScenarioDriver } from "./scenario-driver.ts";
import type { Scenario } from "./scenario-file.ts";

const FOLDER = new URL("../../../examples/scenarios/", import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(/\.yaml$/, ""));

function read(name: string): Scenario {
  return parseScenario(readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8"), `${name}.yaml`);
}

function run(name: string): Promise<Conversation> {
  const scenario = read(name);
  return converse(
    createScenarioDriver(scenario, skippingClock()),
    scenario.prompt,
    workspaceTools(),
  );
}

test("the examples cover what the playground offers", () => {
  expect(NAMES.toSorted()).toEqual([
    "approval",
    "bundle",
    "everything",
    "failure",
    "hostile",
    "long",
    "markdown",
    "reasoning",
    "slow",
    "three-tools",
  ]);
});

test.each(NAMES)(
  "the scenario %s can be read, has its file's name, and ends by itself",
  async (name) => {
    const { passes } = await run(name);

    expect(read(name).name).toBe(name);
    expect(passes.at(-1)?.at(-1)?.type).toBe(name === "failure" ? "error" : "done");
  },
);

test("three-tools calls three at once, and says which one failed", async () => {
  const { passes } = await run("three-tools");

  expect(only(passes[0] ?? [], "tool_call_complete")).toHaveLength(3);
  expect(spoken(passes[1] ?? []).text).toContain("Two of the three calls worked");
});

test("bundle gives two versions of one artifact", async () => {
  const bundles = only((await run("bundle")).passes.flat(), "bundle");

  expect(bundles.map((bundle) => bundle.artifact)).toEqual(["lane-chart", "lane-chart"]);
  expect(bundles[0]?.html).not.toBe(bundles[1]?.html);
});

test("long has 8,000 tokens in 40 seconds", async () => {
  const scenario = read("long");
  const clock = skippingClock();

  const { passes } = await converse(createScenarioDriver(scenario, clock), scenario.prompt, []);

  expect(only(passes.flat(), "message_delta")).toHaveLength(8000);
  expect(clock.slept()).toBeCloseTo(40_000, 3);
});

test("everything has something for each lane that a model can fill", async () => {
  const types = new Set((await run("everything")).passes.flat().map((event) => event.type));

  expect([...types].toSorted()).toEqual([
    "bundle",
    "citation",
    "done",
    "message_delta",
    "reasoning_delta",
    "tool_call_complete",
    "tool_call_delta",
    "usage",
  ]);
});

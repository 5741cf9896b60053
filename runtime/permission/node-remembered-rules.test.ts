import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openRulesFile } from "./node-remembered-rules.ts";
import { alwaysAllow } from "./remembered-rules.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-rules-"));
  file = join(folder, "permissions.yaml");
});
afterEach(() => rm(folder, { recursive: true }));

const rule = (number: number) => {
  const origin = { thread_id: "th_1", run_id: "r_1", action_id: `act_${number}` };
  const clock = { now: () => "2026-01-01T00:00:00.000Z" };
  return alwaysAllow({ ...origin, tool: `files__tool_${number}` }, clock);
};

test("a rule is there after a restart, in a file that a person can read", async () => {
  await (await openRulesFile(file)).add(rule(1));

  expect((await openRulesFile(file)).list()).toEqual([rule(1)]);
  const text = await readFile(file, "utf8");
  expect(text).toContain("match: files__tool_1");
  expect(text).toContain("action_id: act_1");
});

test("changes at the same time lose nothing and leave no other file behind", async () => {
  const rules = await openRulesFile(file);

  await Promise.all(Array.from({ length: 20 }, (_, number) => rules.add(rule(number))));
  await Promise.all([rules.remove("rule_3"), rules.add(rule(4)), rules.remove("rule_5")]);

  expect(rules.list()).toHaveLength(18);
  expect((await openRulesFile(file)).list()).toEqual(rules.list());
  expect(await readdir(folder)).toEqual(["permissions.yaml"]);
});

test("what a person removed from the file meanwhile does not come back", async () => {
  const rules = await openRulesFile(file);
  await rules.add(rule(1));
  await writeFile(file, "rules: []\n");

  await rules.add(rule(2));

  expect(rules.list()).toEqual([rule(2)]);
});

test("removing a rule that is not there answers with nothing", async () => {
  expect(await (await openRulesFile(file)).remove("rule_9")).toBeUndefined();
});

test.each(["rules: [", "rules: [{ match: x }]", "a: &a [1]\nb: *a", "colour: red"])(
  "a file that holds %j is refused by its name, and stays as it is",
  async (text) => {
    await writeFile(file, text);

    await expect(openRulesFile(file)).rejects.toThrow("permissions.yaml");
    expect(await readFile(file, "utf8")).toBe(text);
  },
);

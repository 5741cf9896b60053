import { expect, test } from "vitest";

import { loadScenarios } from "./load-scenarios.ts";
import { parseScenario, ScenarioError } from "./parse-scenario.ts";

const HEAD = "name: x\ntitle: X\nprompt: Go\n";
const STEPS = `${HEAD}passes:\n  - steps:\n`;

function messageFor(text: string): string {
  try {
    parseScenario(text, "x.yaml");
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error("The scenario was accepted");
}

test("a short script is complete with its defaults", () => {
  const scenario = parseScenario(`${STEPS}      - text: Hello\n`, "x.yaml");

  expect(scenario).toMatchObject({
    name: "x",
    seed: 1,
    pace: { tokensPerSecond: 60, burst: 1 },
    passes: [{ steps: [{ kind: "text", text: "Hello" }] }],
  });
});

test.each([
  [
    "a value of a wrong type",
    `${STEPS}      - text: 42\n`,
    "x.yaml: passes[0].steps[0].text is 42: write a value of type string",
  ],
  [
    "a missing field",
    "name: x\ntitle: X\npasses:\n  - steps:\n      - text: a\n",
    "x.yaml: prompt is missing: write a value of type string",
  ],
  [
    "a key that nothing reads",
    `${STEPS}      - text: a\n        speed: 3\n`,
    'x.yaml: passes[0].steps[0] is {"text":"a","speed":3}: remove "speed", which nothing reads',
  ],
  [
    "a step that is no step",
    `${STEPS}      - say: a\n`,
    'x.yaml: passes[0].steps[0] is {"say":"a"}: A step has exactly one of text, reasoning, calls, bundle, citation, generate, pause_ms, failure',
  ],
  [
    "a choice that is none",
    `${STEPS}      - text: a\n        when: always\n`,
    'x.yaml: passes[0].steps[0].when is "always": write one of "tools_succeeded", "tools_failed"',
  ],
  [
    "a number out of bounds",
    `${HEAD}pace: { tokens_per_second: 0 }\npasses:\n  - steps:\n      - text: a\n`,
    "x.yaml: pace.tokens_per_second is 0: at least 0.1 is needed",
  ],
  [
    "a name with odd characters",
    `${STEPS}      - text: a\n`.replace("name: x", "name: ../x"),
    'x.yaml: name is "../x": Use lower-case letters, digits and -',
  ],
  [
    "a script that ends in calls",
    `${STEPS}      - calls: [{ tool: a }]\n`,
    "The last pass calls tools, and nothing says what comes of them: add a pass",
  ],
  [
    "steps behind a failure",
    `${STEPS}      - failure: { code: a, message: b }\n      - text: c\n`,
    "A failure ends the pass: make it the last step, or give it a condition",
  ],
])("%s is told with its place and the way to mend it", (_name, text, message) => {
  expect(messageFor(text)).toContain(message);
});

test("broken YAML is told with its line", () => {
  expect(messageFor("name: x\ntitle: [a\nprompt: b")).toMatch(
    /^x\.yaml: .* at line 3, column \d+$/,
  );
});

test("a key given twice is refused", () => {
  expect(messageFor(`${HEAD}name: y\n`)).toContain("Map keys must be unique");
});

test("aliases are refused, so that a small file stays small", () => {
  const bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";

  expect(messageFor(bomb)).toContain("Write repeated parts out, without anchors");
});

test("a file over the size limit is refused before it is read", () => {
  expect(messageFor(`# ${"x".repeat(262_144)}`)).toContain("use generate for long texts");
});

test("deep nesting is refused, not a crash", () => {
  expect(messageFor("[".repeat(20_000))).toContain("x.yaml: ");
});

test("many mistakes are told five at a time", () => {
  const steps = "      - text: 1\n".repeat(9);

  const message = messageFor(`${STEPS}${steps}`);

  expect(message.split("\n")).toHaveLength(6);
  expect(message).toContain("and 4 more");
});

test("one broken file takes no other away, and a name is given once", () => {
  const good = `${STEPS}      - text: a\n`;

  const { scenarios, problems } = loadScenarios([
    { file: "a.yaml", text: good },
    { file: "b.yaml", text: "name: [" },
    { file: "c.yaml", text: good },
  ]);

  expect(scenarios.map((scenario) => scenario.name)).toEqual(["x"]);
  expect(problems).toEqual([
    expect.stringContaining("b.yaml: "),
    'c.yaml: name is "x", which another file has: choose another',
  ]);
});

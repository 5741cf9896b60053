import { parseSync } from "vite";
import { expect, test } from "vitest";

import type { MadeTest } from "./made-test.ts";
import { specText } from "./spec-text.ts";

const TEXT = '"Quotes", `ticks` ${and} \u2028 */ </script>\nand lines';

const MADE: MadeTest = {
  run_id: "r_1",
  world: {
    model: "m",
    protocol: "chat",
    answers: [{ deltas: [TEXT] }],
    is_cut_off: false,
    tools: [],
    rules: [],
  },
  message: TEXT,
  decisions: [{ tool: "files__write", decision: "deny", reason: TEXT }],
  is_stopped: false,
  expected: { status: "completed", text: TEXT, tool_calls: [] },
};

/** All texts of a program that are what they were. */
function textsOf(source: string): readonly unknown[] {
  const { program, errors } = parseSync("spec.ts", source);
  expect(errors).toEqual([]);
  const texts: unknown[] = [];
  JSON.stringify(program, (_key, node: unknown) => {
    if (typeof node === "object" && node !== null && "value" in node) texts.push(node.value);
    return node;
  });
  return texts;
}

test("specText() is a program in which every text is what it was", () => {
  const texts = textsOf(specText(MADE));

  expect(texts.filter((text) => text === TEXT)).toHaveLength(4);
});

test("specText() stops a run that was stopped, and no other", () => {
  expect(specText(MADE)).not.toContain("stopAt");
  expect(specText({ ...MADE, is_stopped: true })).toContain("await run.stopAt(expected);");
});

test("specText() is named by the first line of the message", () => {
  expect(specText({ ...MADE, message: `${"long ".repeat(20)}\nmore` })).toContain(
    `test("${"long ".repeat(12)}…", async`,
  );
});

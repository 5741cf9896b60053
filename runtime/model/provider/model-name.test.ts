import { expect, test } from "vitest";

import { MissingModelError } from "#runtime/model/model-errors.ts";
import { chooseModelName, splitModelName } from "./model-name.ts";

test.each([
  ["openrouter/moonshotai/kimi-k2", { provider: "openrouter", model: "moonshotai/kimi-k2" }],
  ["openai/gpt-5.6", { provider: "openai", model: "gpt-5.6" }],
  ["gpt-5.6", undefined],
  ["/gpt", undefined],
  ["openai/", undefined],
  ["", undefined],
])("%j is %j", (name, parts) => {
  expect(splitModelName(name)).toEqual(parts);
});

const PROMPT = { provider: "openai", model: "gpt-5" };

test.each([
  [{ options: { model: "a/b" }, prompt: PROMPT, defaults: { model: "c/d" } }, "a/b"],
  [{ options: {}, prompt: PROMPT, defaults: { model: "c/d" } }, "openai/gpt-5"],
  [{ prompt: { provider: "openrouter", model: "x/y" } }, "openrouter/x/y"],
  [{ prompt: { provider: "openai", model: "openai/gpt-5" } }, "openai/gpt-5"],
  [{ prompt: { model: "openai/gpt-5" } }, "openai/gpt-5"],
  [{ prompt: { provider: "openai" }, defaults: { model: "c/d" } }, "c/d"],
])("%j means %s", (wishes, name) => {
  expect(chooseModelName(wishes)).toBe(name);
});

test("where nobody names a model the error says where to", () => {
  expect(() => chooseModelName({})).toThrow(MissingModelError);
  expect(() => chooseModelName({})).toThrow('Give one as "<provider>/<model>"');
});

import { expect, test } from "vitest";

import { UnknownModelError, UnsupportedProviderError } from "#runtime/model/model-errors.ts";
import { nearNames } from "./near-names.ts";
import { unknownModel } from "./unknown-model.ts";

const KNOWN = {
  models: ["openai/gpt-5.6", "openai/gpt-5.6-luna", "openrouter/moonshotai/kimi-k2"],
  providers: ["openai", "openrouter"],
};

test.each([
  ["openai/gpt-56", 'Did you mean "openai/gpt-5.6"'],
  ["moonshotai/kimi-k2", 'Did you mean "openrouter/moonshotai/kimi-k2"?'],
  ["gpt-5.6-lunar", 'Did you mean "openai/gpt-5.6-luna"'],
  ["openai/o1", "Known models: openai/gpt-5.6, openai/gpt-5.6-luna"],
  ["groq/llama", "To use groq, set GROQ_API_KEY or put"],
  ["vllm/qwen", "set VLLM_API_KEY"],
  ["opnai/qwen", 'There is no provider "opnai". Did you mean "openai"'],
  ["acme/anvil", "Describe it under models.providers in uar.yaml"],
])("%s: %s", (name, words) => {
  const error = unknownModel(name, KNOWN);

  expect(error).toBeInstanceOf(UnknownModelError);
  expect(error.message).toContain(`Unknown model "${name}"`);
  expect(error.message).toContain(words);
});

test("a provider that nobody knows is told apart", () => {
  expect(unknownModel("acme/anvil", KNOWN)).toBeInstanceOf(UnsupportedProviderError);
  expect(unknownModel("groq/llama", KNOWN)).not.toBeInstanceOf(UnsupportedProviderError);
});

test.each([
  ["claude-sonet", ["claude-sonnet"]],
  ["CLAUDE-OPUS", ["claude-opus"]],
  ["gemini", []],
])("near %s is %j", (name, near) => {
  expect(nearNames(name, ["claude-sonnet", "claude-opus", "gpt"])).toEqual(near);
});

import { expect, test } from "vitest";

import { usageOf } from "./chat-usage.ts";

const REASONING = { completion_tokens_details: { reasoning_tokens: 30 } };
const CACHED = { prompt_tokens_details: { cached_tokens: 6 } };

test.each([
  ["in the completion", { completion_tokens: 40, total_tokens: 50 }, 40],
  ["in a completion that nobody adds up", { completion_tokens: 40 }, 40],
  ["beside the completion, as the total shows", { completion_tokens: 40, total_tokens: 80 }, 70],
  ["beside a completion that is shorter", { completion_tokens: 4, total_tokens: 14 }, 34],
])("output has the reasoning in it where a server counts it %s", (_where, counts, output) => {
  expect(usageOf({ prompt_tokens: 10, ...counts, ...REASONING })).toEqual({
    input_tokens: 10,
    output_tokens: output,
    reasoning_tokens: 30,
  });
});

test.each([
  ["in the prompt", 10, 10],
  ["beside a prompt that is shorter", 2, 8],
])("input has what was cached in it where a server counts it %s", (_where, prompt, input) => {
  expect(usageOf({ prompt_tokens: prompt, ...CACHED })).toEqual({
    input_tokens: input,
    cached_input_tokens: 6,
  });
});

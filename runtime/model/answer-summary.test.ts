import { expect, test } from "vitest";

import { collapse } from "./answer-summary.ts";

test("an answer comes to its words, its finished calls and the provider's own finish and usage", () => {
  const summary = collapse([
    { type: "reasoning_delta", text: "Hm" },
    { type: "message_delta", text: "Let me " },
    { type: "message_delta", text: "look" },
    { type: "tool_call_delta", id: "a", name: "look_up", arguments_delta: "{" },
    { type: "tool_call_complete", id: "a", name: "look_up", arguments: "{}" },
    { type: "citation", citation: { title: "Page", url: "https://example.com/" } },
    { type: "usage", usage: { input_tokens: 3 }, provider_usage: { prompt_tokens: 3 } },
    { type: "done", finish_reason: "tool_calls", provider_finish: "tool_use" },
  ]);

  expect(summary).toEqual({
    text: "Let me look",
    reasoning: "Hm",
    refusal: "",
    tool_calls: [{ id: "a", name: "look_up", arguments: "{}" }],
    finish: "tool_use",
    usage: { prompt_tokens: 3 },
    citations: [{ title: "Page", url: "https://example.com/" }],
    errors: [],
  });
});

test("a failed answer keeps what was said before and the finish that came with the failure", () => {
  const summary = collapse([
    { type: "message_delta", text: "Half" },
    { type: "refusal_delta", text: "No" },
    {
      type: "error",
      code: "server",
      message: "It fell",
      retryable: true,
      provider_finish: "length",
    },
  ]);

  expect(summary).toMatchObject({
    text: "Half",
    refusal: "No",
    finish: "length",
    usage: null,
    errors: [{ code: "server", message: "It fell", retryable: true }],
  });
});

test("what the provider did not say is null", () => {
  expect(collapse([{ type: "done", finish_reason: "unknown" }])).toMatchObject({
    finish: null,
    usage: null,
  });
});

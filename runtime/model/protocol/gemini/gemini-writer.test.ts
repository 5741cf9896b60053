import { expect, test } from "vitest";

import type { ModelMessage, ModelSettings } from "#runtime/model/driver.ts";
import { only } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";

import { geminiProtocol } from "./gemini-protocol.ts";
import { writeGemini } from "./gemini-writer.ts";

const QUESTION: ModelMessage = { role: "user", content: "What is the weather?" };

function body(
  messages: readonly ModelMessage[],
  settings: ModelSettings = {},
  model = "gemini-2.5-flash",
) {
  return writeGemini({ messages, tools: [], settings }, model).body;
}

const result = (id: string, is_error = false): ModelMessage => ({
  role: "tool",
  provider_call_id: id,
  name: "weather",
  content: "Rain",
  is_error,
});

test("a bare question is posted to its model and asks for server-sent events", () => {
  expect(writeGemini({ messages: [QUESTION], tools: [] }, "gemini-2.5-flash")).toEqual({
    path: "/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    body: { contents: [{ role: "user", parts: [{ text: "What is the weather?" }] }] },
  });
});

test.each([
  ["tunedModels/my-model", "/tunedModels/my-model:"],
  ["models/gemini-2.5-pro", "/models/gemini-2.5-pro:"],
  ["a?b", "/models/a%3Fb:"],
])("the model %s is addressed as %s", (model, path) => {
  expect(writeGemini({ messages: [QUESTION], tools: [] }, model).path).toContain(path);
});

test("the system's messages go before the conversation", () => {
  const { systemInstruction, contents } = body([
    { role: "system", content: "Be brief." },
    QUESTION,
  ]);

  expect(systemInstruction).toEqual({ parts: [{ text: "Be brief." }] });
  expect(contents).toHaveLength(1);
});

test("results in a row become one turn, with the ids that the provider gave", () => {
  const { contents } = body([
    QUESTION,
    {
      role: "assistant",
      content: "Looking.",
      tool_calls: [
        { provider_call_id: "x1", name: "weather", arguments: '{"city":"Paris"}' },
        { provider_call_id: "x2", name: "weather", arguments: "" },
      ],
    },
    result("x1"),
    result("x2", true),
  ]);

  expect(contents).toEqual([
    { role: "user", parts: [{ text: "What is the weather?" }] },
    {
      role: "model",
      parts: [
        { text: "Looking." },
        { functionCall: { id: "x1", name: "weather", args: { city: "Paris" } } },
        { functionCall: { id: "x2", name: "weather", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "x1", name: "weather", response: { output: "Rain" } } },
        { functionResponse: { id: "x2", name: "weather", response: { error: "Rain" } } },
      ],
    },
  ]);
});

test("what an answer brought goes back as it came: its signature on its call, no id of ours", () => {
  const part = {
    functionCall: { name: "weather", args: { city: "Paris" } },
    thoughtSignature: "c2ln",
  };
  const events = readFrames(geminiProtocol, [
    { candidates: [{ content: { parts: [part] }, finishReason: "STOP" }], responseId: "r1" },
  ]);
  const [call] = only(events, "tool_call_complete");
  const id = call?.id ?? "";

  const { contents } = body([
    QUESTION,
    {
      role: "assistant",
      content: "",
      tool_calls: [{ provider_call_id: id, name: "weather", arguments: call?.arguments ?? "" }],
      reasoning_items: only(events, "reasoning_item").map(({ item }) => item),
    },
    result(id),
  ]);

  expect(contents).toMatchObject([
    {},
    { role: "model", parts: [part] },
    { parts: [{ functionResponse: { name: "weather" } }] },
  ]);
  expect(JSON.stringify(contents)).not.toContain(id);
});

test("a signature that came with text goes back on an empty text of its own", () => {
  const { contents } = body([
    QUESTION,
    {
      role: "assistant",
      content: "Rain.",
      tool_calls: [],
      reasoning_items: [
        { type: "gemini_thought_signature", signature: "c2ln" },
        { type: "thinking", thinking: "Hm.", signature: "of another provider" },
      ],
    },
  ]);

  expect(contents).toMatchObject([
    {},
    { role: "model", parts: [{ text: "Rain." }, { text: "", thoughtSignature: "c2ln" }] },
  ]);
});

test.each([
  ["gemini-3-pro-preview", "skip_thought_signature_validator"],
  ["gemini-flash-latest", "skip_thought_signature_validator"],
  ["gemini-2.5-pro", undefined],
])("calls that another model made are let pass by %s", (model, signature) => {
  const call = { provider_call_id: "toolu_1", name: "weather", arguments: "{}" };
  const foreign: ModelMessage = { role: "assistant", content: "", tool_calls: [call, call] };
  const { contents } = body([QUESTION, foreign], {}, model);
  const functionCall = { id: "toolu_1", name: "weather", args: {} };

  expect(contents).toEqual([
    expect.anything(),
    {
      role: "model",
      parts: [
        signature === undefined ? { functionCall } : { functionCall, thoughtSignature: signature },
        { functionCall },
      ],
    },
  ]);
});

test("tools are declared with JSON Schema", () => {
  const tool = { name: "now", description: "The time", input_schema: { properties: {} } };

  expect(writeGemini({ messages: [QUESTION], tools: [tool] }, "gemini-2.5-pro").body).toMatchObject(
    {
      tools: [
        {
          functionDeclarations: [
            {
              name: "now",
              description: "The time",
              parametersJsonSchema: { type: "object", properties: {} },
            },
          ],
        },
      ],
    },
  );
});

test("settings take the API's names", () => {
  const { generationConfig } = body([QUESTION], {
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    max_output_tokens: 100,
    presence_penalty: 1,
    frequency_penalty: -1,
    stop: ["END"],
    response_schema: { name: "answer", schema: { type: "object" } },
  });

  expect(generationConfig).toEqual({
    temperature: 0.2,
    topP: 0.9,
    topK: 40,
    maxOutputTokens: 100,
    presencePenalty: 1,
    frequencyPenalty: -1,
    stopSequences: ["END"],
    responseMimeType: "application/json",
    responseJsonSchema: { type: "object" },
  });
});

test.each([
  ["gemini-2.5-flash", "low", { includeThoughts: true, thinkingBudget: 1024 }],
  ["gemini-2.5-flash", "none", { thinkingBudget: 0 }],
  ["gemini-2.5-pro", "none", { thinkingBudget: 128 }],
  ["gemini-2.5-pro", "xhigh", { includeThoughts: true, thinkingBudget: 24_576 }],
  ["gemini-3.8-flash", "medium", { includeThoughts: true, thinkingLevel: "medium" }],
  ["gemini-3.8-flash", "max", { includeThoughts: true, thinkingLevel: "high" }],
  ["gemini-flash-latest", "none", { includeThoughts: false, thinkingLevel: "minimal" }],
])("%s reasons with effort %s", (model, effort, thinkingConfig) => {
  expect(body([QUESTION], { reasoning_effort: effort }, model)["generationConfig"]).toEqual({
    thinkingConfig,
  });
});

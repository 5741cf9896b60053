import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { isStepCount, jsonSchema, streamText, tool } from "ai";
import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";
import { fetchOf } from "./client-test-kit.ts";

const WEATHER = `
- steps: [{ reasoning: "Ask them." }, { calls: [{ tool: weather, arguments: { city: Oslo } }] }]
- steps: [{ text: It is cold. }]
`;

const weather = tool({
  description: "Tells the weather",
  inputSchema: jsonSchema<{ city: string }>({
    type: "object",
    properties: { city: { type: "string" } },
  }),
  execute: async ({ city }) => `-4 °C in ${city}`,
});

function modelOf(name: string, settings: { apiKey: string; baseURL: string; fetch: typeof fetch }) {
  if (name === "openai chat") return createOpenAI(settings).chat("guide");
  if (name === "openai responses") return createOpenAI(settings).responses("guide");
  return createOpenAICompatible({ ...settings, name: "uar" }).chatModel("guide");
}

describe("the AI SDK", () => {
  it.each([
    { name: "openai chat", reasoning: undefined },
    { name: "openai responses", reasoning: "Ask them." },
    { name: "openai-compatible", reasoning: "Ask them." },
  ])(
    "streams, runs its own tools and goes on with their results over $name",
    async ({ name, reasoning }) => {
      const app = await testApp({ passes: WEATHER });
      const settings = { apiKey: app.token, baseURL: "http://127.0.0.1/v1", fetch: fetchOf(app) };
      const model = modelOf(name, settings);

      const result = streamText({
        model,
        prompt: "How is Oslo?",
        tools: { weather },
        stopWhen: isStepCount(3),
      });
      const steps = await result.steps;

      expect(steps.map(({ finishReason }) => finishReason)).toEqual(["tool-calls", "stop"]);
      expect(steps[0]?.toolResults).toMatchObject([{ output: "-4 °C in Oslo" }]);
      expect(await result.text).toBe("It is cold.");
      expect(steps[0]?.reasoningText).toBe(reasoning);
      expect(await app.runtime.services.threads.sessions()).toHaveLength(1);
    },
  );
});

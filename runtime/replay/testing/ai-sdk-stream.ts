import { isStepCount, streamText, tool } from "ai";
import { convertArrayToReadableStream, MockLanguageModelV4 } from "ai/test";
import { z } from "zod";

const USAGE = {
  inputTokens: { total: 12, noCache: 12, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 7, text: 7, reasoning: 0 },
};

/** What `toUIMessageStreamResponse()` of the installed AI SDK sends for a scripted model with one tool. */
export async function aiSdkStream(): Promise<string> {
  const ended = (unified: "tool-calls" | "stop") =>
    ({ type: "finish", finishReason: { unified, raw: undefined }, usage: USAGE }) as const;
  const model = new MockLanguageModelV4({
    doStream: [
      {
        stream: convertArrayToReadableStream([
          { type: "stream-start", warnings: [] },
          { type: "reasoning-start", id: "r" },
          { type: "reasoning-delta", id: "r", delta: "The tool knows." },
          { type: "reasoning-end", id: "r" },
          { type: "text-start", id: "1" },
          { type: "text-delta", id: "1", delta: "I look " },
          { type: "text-delta", id: "1", delta: "it up." },
          { type: "text-end", id: "1" },
          { type: "tool-input-start", id: "call-a", toolName: "weather" },
          { type: "tool-input-delta", id: "call-a", delta: '{"city":' },
          { type: "tool-input-delta", id: "call-a", delta: '"Oslo"}' },
          { type: "tool-input-end", id: "call-a" },
          {
            type: "tool-call",
            toolCallId: "call-a",
            toolName: "weather",
            input: '{"city":"Oslo"}',
          },
          ended("tool-calls"),
        ]),
      },
      {
        stream: convertArrayToReadableStream([
          { type: "stream-start", warnings: [] },
          {
            type: "source",
            sourceType: "url",
            id: "s",
            url: "https://weather.test/oslo",
            title: "Weather",
          },
          { type: "text-start", id: "1" },
          { type: "text-delta", id: "1", delta: "It is 4 degrees in Oslo." },
          { type: "text-end", id: "1" },
          ended("stop"),
        ]),
      },
    ],
  });
  const weather = tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `4 degrees in ${city}`,
  });
  const result = streamText({
    model,
    prompt: "How cold is it in Oslo?",
    tools: { weather },
    stopWhen: isStepCount(3),
  });
  return result.toUIMessageStreamResponse({ sendSources: true }).text();
}

import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Clock } from "#runtime/services.ts";
import type { Tool, ToolContext } from "#runtime/tool/tool.ts";
import type { Moments } from "./moments.ts";

/** Who plays in a simulated run, and how each of them takes a no. */
export interface Cast {
  readonly driver: ModelDriver;
  readonly tools: readonly Tool[];
  /** Models and tools that are at work now. */
  readonly working: () => number;
}

/** How long whoever does not listen goes on: longer than a stopped run may wait. */
const DEAF_MS = 8_000;
const STEP_MS = 200;

export interface CastOptions {
  readonly clock: Clock;
  readonly moments: Moments;
  /** Who does not look at the signal that asks to stop. */
  readonly deaf: "nobody" | "model" | "tool";
}

/**
 * A model that first fails, then thinks, asks for two reads and an act, and in the end answers with a
 * bundle; and the tools for that. Each of their steps takes time and is a moment.
 */
export function castOf({ clock, moments, deaf }: CastOptions): Cast {
  let working = 0;
  let tries = 0;
  const pause = async (signal: AbortSignal, isDeaf: boolean) => {
    moments.pass();
    await (isDeaf ? clock.sleep(DEAF_MS) : clock.sleep(STEP_MS, signal));
    moments.pass();
  };
  const driver: ModelDriver = {
    provider: "test",
    model: "driver",
    async *stream(request, signal) {
      working += 1;
      tries += 1;
      try {
        for (const batch of answer(request, tries)) {
          await pause(signal, deaf === "model");
          yield [batch];
        }
      } finally {
        working -= 1;
      }
    },
  };
  const tool = (name: string, effect: Tool["effect"]): Tool => ({
    name,
    effect,
    description: "Plays its part",
    source: "native",
    input_schema: { type: "object" },
    async run(_args, context: ToolContext) {
      const { signal } = context;
      working += 1;
      try {
        await pause(signal, false);
        context.progress({ progress: 1, total: 2 });
        await pause(signal, deaf === "tool");
        return { content: `${name} is done` };
      } finally {
        working -= 1;
      }
    },
  });
  return {
    driver,
    tools: [tool("look", "read"), tool("act", "at_most_once")],
    working: () => working,
  };
}

function answer({ messages }: ModelRequest, tries: number): readonly NormalizedEvent[] {
  if (tries === 1) return [BUSY];
  return messages.at(-1)?.role === "user" ? BEGINNING : END;
}

const BUSY: NormalizedEvent = {
  type: "error",
  code: "rate_limited",
  message: "The model is busy",
  retryable: true,
};
const BEGINNING: readonly NormalizedEvent[] = [
  { type: "reasoning_delta", text: "Let me see" },
  { type: "message_delta", text: "First I look." },
  { type: "tool_call_delta", id: "1", name: "look", arguments_delta: "{" },
  { type: "tool_call_complete", id: "1", name: "look", arguments: "{}" },
  { type: "tool_call_complete", id: "2", name: "look", arguments: "{}" },
  { type: "tool_call_complete", id: "3", name: "act", arguments: "{}" },
  { type: "done", finish_reason: "tool_calls" },
];
const END: readonly NormalizedEvent[] = [
  { type: "bundle", artifact: "chart", title: "Chart", html: "<b>1</b>" },
  { type: "message_delta", text: "All is " },
  { type: "message_delta", text: "done" },
  { type: "usage", usage: { input_tokens: 10, output_tokens: 4 } },
  { type: "done", finish_reason: "stop" },
];

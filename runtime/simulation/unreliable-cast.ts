import type { Random } from "#runtime/log/simulation/random.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Clock } from "#runtime/services.ts";
import { ToolError, type Tool } from "#runtime/tool/tool.ts";

const FOREVER_MS = 30 * 24 * 3_600_000;
const STALL_MS = 5 * 60_000;
const MAX_STEP_MS = 3_000;
/** How likely each step of a model or tool goes wrong while it may. */
const FAULT_CHANCE = 0.12;

export interface UnreliableOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Whether models and tools go wrong now. */
  readonly isFaulty: () => boolean;
}

/** A model and tools that answer in their own time, and as long as they may, in every wrong way. */
export function unreliableCast({ clock, random, isFaulty }: UnreliableOptions): {
  driver: ModelDriver;
  tools: readonly Tool[];
} {
  const step = (signal: AbortSignal) => clock.sleep(random.between(0, MAX_STEP_MS), signal);
  const driver: ModelDriver = {
    provider: "test",
    model: "driver",
    async *stream({ messages }, signal) {
      const answer = messages.at(-1)?.role === "tool" ? LAST : ASKING[random.between(0, 2)];
      for (const batch of answer ?? LAST) {
        await step(signal);
        const isWrong = isFaulty() && random.chance(FAULT_CHANCE);
        const end = isWrong ? await wrongEnd(signal) : undefined;
        yield [end ?? batch];
        if (isWrong) return;
      }
    },
  };
  /** How an answer breaks off: with an error, with nothing, or when somebody has waited long enough. */
  const wrongEnd = async (signal: AbortSignal): Promise<NormalizedEvent | undefined> => {
    const wrong = random.between(0, 4);
    if (wrong === 0) return undefined;
    if (wrong === 1) throw new Error("The driver broke");
    if (wrong === 2) await clock.sleep(STALL_MS, signal); // A driver does not wait for ever.
    return failure(wrong !== 3);
  };
  const tool = (name: string, effect: Tool["effect"]): Tool => ({
    name,
    effect,
    description: "Does its part",
    source: "native",
    input_schema: { type: "object" },
    async run(_args, { signal }) {
      await step(signal);
      if (isFaulty() && random.chance(2 * FAULT_CHANCE)) {
        const wrong = random.between(0, 3);
        if (wrong === 0) throw new ToolError("It cannot be done");
        if (wrong === 1) throw new Error("The tool broke");
        if (wrong === 2) await clock.sleep(FOREVER_MS, signal);
        else await clock.sleep(FOREVER_MS);
      }
      return { content: `${name} is done` };
    },
  });
  const tools = [tool("look", "read"), tool("put", "idempotent"), tool("act", "at_most_once")];
  return { driver, tools };
}

function failure(retryable: boolean): NormalizedEvent {
  return { type: "error", code: "server_error", message: "The provider failed", retryable };
}

const LAST: readonly NormalizedEvent[] = [
  { type: "message_delta", text: "All is " },
  { type: "message_delta", text: "done" },
  { type: "done", finish_reason: "stop" },
];

const ASKING: readonly (readonly NormalizedEvent[])[] = [
  LAST,
  calling("look", "look", "put"),
  calling("look", "act"),
];

function calling(...names: readonly string[]): readonly NormalizedEvent[] {
  return [
    { type: "reasoning_delta", text: "Let me see" },
    ...names.map((name, index) => {
      return { type: "tool_call_complete", id: String(index), name, arguments: "{}" } as const;
    }),
    { type: "done", finish_reason: "tool_calls" },
  ];
}

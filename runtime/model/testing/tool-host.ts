import type { ModelDriver, ModelMessage, ModelTool } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

import { collect, only, spoken } from "./collect.ts";

/** A tool for a conversation in a test: what the model sees, and what it answers or throws. */
export interface HostedTool extends ModelTool {
  readonly answer: (args: Record<string, unknown>) => string;
}

export interface Conversation {
  readonly messages: readonly ModelMessage[];
  /** The events of each pass. */
  readonly passes: readonly (readonly NormalizedEvent[])[];
}

const MAX_PASSES = 12;

/** Plays one turn against a model: its calls are answered until it calls nothing more. */
export async function converse(
  driver: ModelDriver,
  text: string,
  tools: readonly HostedTool[],
  earlier: readonly ModelMessage[] = [],
): Promise<Conversation> {
  const messages: ModelMessage[] = [...earlier, { role: "user", content: text }];
  const passes: NormalizedEvent[][] = [];
  while (passes.length < MAX_PASSES) {
    const events = await collect(driver, { messages: [...messages], tools });
    passes.push(events);
    const calls = only(events, "tool_call_complete");
    messages.push({
      role: "assistant",
      content: spoken(events).text,
      tool_calls: calls.map(({ id, name, arguments: written }) => ({
        provider_call_id: id,
        name,
        arguments: written,
      })),
    });
    if (calls.length === 0) return { messages, passes };
    for (const call of calls) messages.push(answerTo(call, tools));
  }
  throw new Error(`The model went on after ${MAX_PASSES} passes`);
}

function answerTo(
  call: { id: string; name: string; arguments: string },
  tools: readonly HostedTool[],
): ModelMessage {
  const { id: provider_call_id, name } = call;
  try {
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool === undefined) throw new Error(`Unknown tool "${name}"`);
    // What the model under test wrote is an object, or the test fails here.
    const args = JSON.parse(call.arguments) as Record<string, unknown>;
    return { role: "tool", provider_call_id, name, content: tool.answer(args), is_error: false };
  } catch (error) {
    const content = error instanceof Error ? error.message : String(error);
    return { role: "tool", provider_call_id, name, content, is_error: true };
  }
}

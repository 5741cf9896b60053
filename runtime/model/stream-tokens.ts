import type { NormalizedEvent } from "./normalized-event.ts";
import type { Pace, Pacer } from "./pacing.ts";

/** A tool call's arguments come in pieces of 12 characters. */
const ARGUMENT_TOKEN = /.{1,12}/gsu;

/** Cuts a text into words with the white space before them; joined, they are the text again. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? [];
}

/** Streams tokens as one kind of delta, at a pace. */
export async function* streamTokens(
  type: "message_delta" | "reasoning_delta",
  tokens: Iterable<string>,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<NormalizedEvent> {
  for (const text of tokens) {
    const wait = pacer.next(pace);
    if (wait !== undefined) await wait;
    yield { type, text };
  }
}

export interface WrittenCall {
  readonly id: string;
  readonly name: string;
  /** The JSON text as the model writes it. */
  readonly arguments: string;
}

/** Streams one tool call: its name, its arguments in pieces, and the call as a whole. */
export async function* streamCall(
  call: WrittenCall,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<NormalizedEvent> {
  const { id, name } = call;
  yield { type: "tool_call_delta", id, name, arguments_delta: "" };
  for (const arguments_delta of call.arguments.match(ARGUMENT_TOKEN) ?? []) {
    const wait = pacer.next(pace);
    if (wait !== undefined) await wait;
    yield { type: "tool_call_delta", id, arguments_delta };
  }
  yield { type: "tool_call_complete", id, name, arguments: call.arguments };
}

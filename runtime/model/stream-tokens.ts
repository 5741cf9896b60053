import type { NormalizedEvent } from "./normalized-event.ts";
import type { Pace, Pacer } from "./pacing.ts";

/** A tool call's arguments come in pieces of 12 characters. */
const ARGUMENT_TOKEN = /.{1,12}/gsu;

/** Cuts a text into words with the white space before them; joined, they are the text again. */
export function tokensOf(text: string): readonly string[] {
  return text.match(/\s*\S+(?:\s+$)?|^\s+$/g) ?? [];
}

/** Streams tokens as one kind of delta, at a pace. */
export function streamTokens(
  type: "message_delta" | "reasoning_delta",
  tokens: Iterable<string>,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<readonly NormalizedEvent[]> {
  return paced(tokens, (text) => ({ type, text }), pacer, pace);
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
): AsyncGenerator<readonly NormalizedEvent[]> {
  const { id, name } = call;
  yield [{ type: "tool_call_delta", id, name, arguments_delta: "" }];
  const pieces = call.arguments.match(ARGUMENT_TOKEN) ?? [];
  const toDelta = (arguments_delta: string) =>
    ({ type: "tool_call_delta", id, arguments_delta }) as const;
  yield* paced(pieces, toDelta, pacer, pace);
  yield [{ type: "tool_call_complete", id, name, arguments: call.arguments }];
}

/** A pace without pauses gives batches of this many tokens, so that others get their turn. */
const MAX_BATCH = 256;

/** What is due together goes out together. */
async function* paced(
  tokens: Iterable<string>,
  toEvent: (token: string) => NormalizedEvent,
  pacer: Pacer,
  pace: Pace,
): AsyncGenerator<readonly NormalizedEvent[]> {
  let batch: NormalizedEvent[] = [];
  for (const token of tokens) {
    const wait = pacer.next(pace);
    if (batch.length > 0 && (wait > 0 || batch.length === MAX_BATCH)) {
      yield batch;
      batch = [];
    }
    if (wait > 0) await pacer.pause(wait);
    batch.push(toEvent(token));
  }
  if (batch.length > 0) yield batch;
}

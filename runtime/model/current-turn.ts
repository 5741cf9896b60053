import type { ModelAttachment, ModelMessage } from "./driver.ts";

/** A call of the turn and what came of it; without a result when the run broke off before it. */
export interface TurnCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly result?: { readonly content: string; readonly is_error: boolean };
}

/** Where a conversation stands, read from its messages alone. */
export interface CurrentTurn {
  /** What the person asked last. */
  readonly text: string;
  /** The files that came with it. */
  readonly attachments: readonly ModelAttachment[];
  /** How often the model has spoken since: the number of the pass to come, from 0. */
  readonly pass: number;
  readonly calls: readonly TurnCall[];
  /** The results of the model's latest pass; empty when it called nothing. */
  readonly latest: readonly TurnCall[];
  /** What was said before the turn. */
  readonly earlier: readonly ModelMessage[];
  /** Calls in the whole conversation, so that an id is never given twice. */
  readonly callCount: number;
}

/** Reads the turn that a request asks the next pass of. */
export function currentTurn(messages: readonly ModelMessage[]): CurrentTurn {
  const start = messages.findLastIndex((message) => message.role === "user");
  const asked = messages[start];
  const since = messages.slice(start + 1);
  const passes = since.filter((message) => message.role === "assistant");
  const results = new Map(
    since
      .filter((message) => message.role === "tool")
      .map((message) => [message.provider_call_id, message]),
  );
  const callsOf = (pass: (typeof passes)[number] | undefined): readonly TurnCall[] =>
    (pass?.tool_calls ?? []).map(({ provider_call_id: id, name, arguments: text }) => {
      const result = results.get(id);
      const { content = "", is_error = false } = result ?? {};
      return { id, name, arguments: text, ...(result && { result: { content, is_error } }) };
    });
  return {
    text: asked?.role === "user" ? asked.content : "",
    attachments: (asked?.role === "user" ? asked.attachments : undefined) ?? [],
    pass: passes.length,
    calls: passes.flatMap(callsOf),
    latest: callsOf(passes.at(-1)),
    earlier: messages.slice(0, Math.max(start, 0)),
    callCount: messages
      .map((message) => (message.role === "assistant" ? message.tool_calls.length : 0))
      .reduce((sum, count) => sum + count, 0),
  };
}

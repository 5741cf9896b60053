import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** Neighbouring deltas of one kind become one, so that a burst is one event. */
export function mergeDeltas(events: readonly NormalizedEvent[]): readonly NormalizedEvent[] {
  const merged: NormalizedEvent[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    const joined = last === undefined ? undefined : join(last, event);
    if (joined === undefined) merged.push(event);
    if (joined !== undefined) merged[merged.length - 1] = joined;
  }
  return merged;
}

function join(left: NormalizedEvent, right: NormalizedEvent): NormalizedEvent | undefined {
  if (left.type === "message_delta" && right.type === "message_delta") {
    return { type: "message_delta", text: left.text + right.text };
  }
  if (left.type === "reasoning_delta" && right.type === "reasoning_delta") {
    return { type: "reasoning_delta", text: left.text + right.text };
  }
  if (left.type === "refusal_delta" && right.type === "refusal_delta") {
    return { type: "refusal_delta", text: left.text + right.text };
  }
  if (left.type === "tool_call_delta" && right.type === "tool_call_delta" && left.id === right.id) {
    return { ...left, arguments_delta: left.arguments_delta + right.arguments_delta };
  }
  return undefined;
}

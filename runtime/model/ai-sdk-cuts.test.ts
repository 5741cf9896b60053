import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import fc from "fast-check";
import { expect, test } from "vitest";

import type { NormalizedEvent } from "./normalized-event.ts";
import { FINISH, mapParts } from "./testing/sdk-parts.ts";

test("how a provider cuts its deltas does not change what is said", () => {
  const piece = fc.oneof(
    fc.record({ kind: fc.constant("text-delta" as const), words: fc.string({ unit: "grapheme" }) }),
    fc.record({ kind: fc.constant("reasoning-delta" as const), words: fc.string() }),
    fc.record({ kind: fc.constant("tool" as const), words: fc.json() }),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, size) => {
      const whole = mapParts([...pieces.flatMap((p, at) => toParts(p, at, Infinity)), FINISH]);
      const cut = mapParts([...pieces.flatMap((p, at) => toParts(p, at, size)), FINISH]);

      expect(joined(cut)).toEqual(joined(whole));
      expect(cut.filter((event) => event.type === "done")).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

function toParts(
  piece: { kind: "text-delta" | "reasoning-delta" | "tool"; words: string },
  at: number,
  size: number,
): LanguageModelV4StreamPart[] {
  const id = String(at);
  const deltas: string[] = [];
  for (let from = 0; from < piece.words.length; from += size) {
    deltas.push(piece.words.slice(from, from + size));
  }
  const { kind } = piece;
  if (kind === "text-delta") {
    return [{ type: "text-start", id }, ...deltas.map((delta) => ({ type: kind, id, delta }))];
  }
  if (kind === "reasoning-delta") {
    return [{ type: "reasoning-start", id }, ...deltas.map((delta) => ({ type: kind, id, delta }))];
  }
  return [
    { type: "tool-input-start", id, toolName: "x" },
    ...deltas.map((delta) => ({ type: "tool-input-delta", id, delta }) as const),
    { type: "tool-call", toolCallId: id, toolName: "x", input: piece.words },
  ];
}

/** Neighbouring deltas of one kind as one, which is all that a reader can tell. */
function joined(events: readonly NormalizedEvent[]): unknown[] {
  const result: { type: string; text: string }[] = [];
  for (const event of events) {
    const text =
      "text" in event
        ? event.text
        : "arguments_delta" in event
          ? event.arguments_delta
          : JSON.stringify(event);
    const type = event.type === "tool_call_delta" ? `${event.type} ${event.id}` : event.type;
    const last = result.at(-1);
    if (last?.type === type) last.text += text;
    else result.push({ type, text });
  }
  return result;
}

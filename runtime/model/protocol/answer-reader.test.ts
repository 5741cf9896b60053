import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { SOMEONE } from "#runtime/model/testing/read-frames.ts";
import { createAnswerDecoder } from "./answer-decoder.ts";
import { anthropicProtocol } from "./anthropic/anthropic-protocol.ts";
import { cohereProtocol } from "./cohere/cohere-protocol.ts";
import { geminiProtocol } from "./gemini/gemini-protocol.ts";
import { ollamaProtocol } from "./ollama/ollama-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { responsesProtocol } from "./responses/responses-protocol.ts";

const CITATION = { type: "char_location", document_index: 0, cited_text: "ü" };

/** An answer of each protocol that has most of its kinds of frames, with text beyond ASCII. */
const ANSWERS: readonly (readonly [Protocol, readonly Json[]])[] = [
  [
    anthropicProtocol,
    [
      { type: "message_start", message: { content: [], usage: { input_tokens: 3 } } },
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm…" } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Grüße 👋" } },
      {
        type: "content_block_delta",
        index: 1,
        delta: { type: "citations_delta", citation: CITATION },
      },
      { type: "content_block_stop", index: 1 },
      { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "a" } },
      {
        type: "content_block_delta",
        index: 2,
        delta: { type: "input_json_delta", partial_json: '{"q":"é"}' },
      },
      { type: "content_block_stop", index: 2 },
      {
        type: "content_block_start",
        index: 3,
        content_block: { type: "server_tool_use", id: "b" },
      },
      {
        type: "content_block_start",
        index: 4,
        content_block: { type: "web_search_tool_result", tool_use_id: "b", content: [] },
      },
      { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } },
      { type: "message_stop" },
    ],
  ],
  [
    geminiProtocol,
    [
      { candidates: [{ content: { parts: [{ text: "Hm…", thought: true }] } }], responseId: "r" },
      { candidates: [{ content: { parts: [{ text: "Grüße 👋", thoughtSignature: "s" }] } }] },
      { candidates: [{ content: { parts: [{ functionCall: { name: "f", args: { q: "é" } } }] } }] },
      {
        candidates: [{ content: { parts: [{ functionCall: { name: "g", willContinue: true } }] } }],
      },
      {
        candidates: [
          {
            content: {
              parts: [
                { functionCall: { partialArgs: [{ jsonPath: "$.a[0].b", stringValue: "ü" }] } },
              ],
            },
          },
        ],
      },
      { candidates: [{ content: { parts: [{ executableCode: { code: "1" } }] } }] },
      {
        candidates: [
          {
            finishReason: "STOP",
            groundingMetadata: { groundingChunks: [{ web: { uri: "https://example.com" } }] },
          },
        ],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 9 },
      },
    ],
  ],
  [
    ollamaProtocol,
    [
      { message: { thinking: "Hm…" }, created_at: "2026-11-21T10:00:00Z", done: false },
      { message: { content: "Grüße 👋" }, done: false },
      {
        message: { tool_calls: [{ function: { name: "f", arguments: { q: "é" } } }] },
        done: false,
      },
      { message: { content: "" }, done: true, done_reason: "stop", eval_count: 9 },
    ],
  ],
  [
    cohereProtocol,
    [
      { type: "message-start", id: "r", delta: { message: { content: [], tool_calls: [] } } },
      { type: "content-start", index: 0, delta: { message: { content: { type: "thinking" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { thinking: "Hm…" } } } },
      { type: "content-end", index: 0 },
      { type: "tool-plan-delta", delta: { message: { tool_plan: "I’ll look" } } },
      { type: "content-delta", index: 1, delta: { message: { content: { text: "Grüße 👋" } } } },
      {
        type: "citation-start",
        index: 0,
        delta: { message: { citations: { sources: [{ document: { title: "ü" } }] } } },
      },
      {
        type: "tool-call-start",
        index: 0,
        delta: { message: { tool_calls: { id: "a", function: { name: "f", arguments: "" } } } },
      },
      {
        type: "tool-call-delta",
        index: 0,
        delta: { message: { tool_calls: { function: { arguments: '{"q":"é"}' } } } },
      },
      { type: "tool-call-end", index: 0 },
      {
        type: "message-end",
        delta: { finish_reason: "TOOL_CALL", usage: { tokens: { output_tokens: 9 } } },
      },
    ],
  ],
  [
    responsesProtocol,
    [
      { type: "response.created", response: { id: "resp_1" } },
      { type: "response.reasoning_summary_text.delta", output_index: 0, delta: "Hm…" },
      {
        type: "response.output_item.done",
        output_index: 0,
        item: { type: "reasoning", encrypted_content: "e", summary: [] },
      },
      { type: "response.output_text.delta", output_index: 1, delta: "Grüße 👋" },
      {
        type: "response.output_text.annotation.added",
        annotation: { type: "url_citation", url: "https://example.com" },
      },
      {
        type: "response.output_item.added",
        output_index: 2,
        item: { type: "function_call", call_id: "a", name: "f" },
      },
      { type: "response.function_call_arguments.delta", output_index: 2, delta: '{"q":"é"}' },
      {
        type: "response.output_item.added",
        output_index: 3,
        item: { type: "web_search_call", id: "b" },
      },
      {
        type: "response.completed",
        response: {
          status: "completed",
          output: [{ type: "message", content: [{ type: "output_text", text: "Grüße 👋" }] }],
          usage: { input_tokens: 3, output_tokens: 9 },
        },
      },
    ],
  ],
];

const TYPE = { sse: "text/event-stream", ndjson: "application/x-ndjson" };

function bytesOf({ framing }: Protocol, frames: readonly Json[]): Uint8Array {
  const texts = frames.map((frame) => JSON.stringify(frame));
  const written = framing === "sse" ? texts.map((text) => `data: ${text}\r\n\r`) : texts;
  return new TextEncoder().encode(written.map((text) => `${text}\n`).join(""));
}

function decode(protocol: Protocol, pieces: readonly Uint8Array[]): NormalizedEvent[] {
  const decoder = createAnswerDecoder(protocol, TYPE[protocol.framing], SOMEONE);
  return [...pieces.flatMap((piece) => decoder.feed(piece)), ...decoder.end()];
}

function pieces(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const isLast = ({ type }: NormalizedEvent) => type === "done" || type === "error";

function expectOneEnd(events: readonly NormalizedEvent[]): void {
  expect(events.filter(isLast)).toHaveLength(1);
  expect(isLast(events[events.length - 1] ?? { type: "message_delta", text: "" })).toBe(true);
}

test.each(ANSWERS)("$name gives the same facts however its bytes are cut", (protocol, frames) => {
  const bytes = bytesOf(protocol, frames);
  const whole = decode(protocol, [bytes]);

  expect(whole.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
      expect(decode(protocol, pieces(bytes, cuts))).toEqual(whole);
    }),
  );
});

test.each(ANSWERS)(
  "$name ends with one done or error wherever its bytes stop",
  (protocol, frames) => {
    const bytes = bytesOf(protocol, frames);

    for (let end = 0; end <= bytes.length; end += 1) {
      expectOneEnd(decode(protocol, [bytes.subarray(0, end)]));
    }
  },
);

test.each(ANSWERS)("$name takes any frames and ends with one done or error", (protocol, frames) => {
  const garbage = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .tuple(fc.constantFrom(...frames), fc.nat(), fc.jsonValue())
      .map(([frame, place, value]) => JSON.stringify(withReplaced(frame, place, value))),
  );
  const name = fc.option(fc.constantFrom("error", "message_start", "ping"), { nil: undefined });

  fc.assert(
    fc.property(fc.array(fc.tuple(garbage, name), { maxLength: 12 }), (given) => {
      const out: NormalizedEvent[] = [];
      const reader = protocol.reader(SOMEONE);
      for (const [data, event] of given) reader.read(data, event, out);
      reader.end(out);
      reader.end(out);

      expectOneEnd(out);
    }),
    { numRuns: 500 },
  );
});

/** The value with one of its parts, chosen by a number, replaced by another value. */
function withReplaced(value: Json, place: number, other: unknown): unknown {
  if (typeof value !== "object" || value === null || place % 4 === 0) return other;
  const entries = Object.entries(value);
  const chosen = place % Math.max(entries.length, 1);
  const next = Math.floor(place / 4);
  const replaced = entries.map(([key, part], index): [string, unknown] => [
    key,
    index === chosen ? withReplaced(part, next, other) : part,
  ]);
  return Array.isArray(value) ? replaced.map(([, part]) => part) : Object.fromEntries(replaced);
}

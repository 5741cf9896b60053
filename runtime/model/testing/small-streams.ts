import { PROTOCOLS } from "#runtime/model/protocol/protocols.ts";
import type { Protocol } from "#runtime/model/protocol/protocol.ts";

/** A short answer as its provider would send it, and what it says. */
export interface SmallStream {
  readonly name: string;
  readonly protocol: Protocol;
  readonly contentType: string;
  readonly body: string;
  readonly text: string;
}

const EVENT_STREAM = "text/event-stream";

/** One answer of each protocol, small enough to be cut at each of its bytes. */
export const SMALL_STREAMS: readonly SmallStream[] = [
  {
    name: "chat",
    protocol: PROTOCOLS.chat,
    contentType: EVENT_STREAM,
    text: "Grüße",
    body: sse([
      { id: "c", choices: [{ index: 0, delta: { role: "assistant", content: "Gr" } }] },
      { id: "c", choices: [{ index: 0, delta: { content: "üße" } }] },
      { id: "c", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { id: "c", choices: [], usage: { prompt_tokens: 4, completion_tokens: 2 } },
    ]).concat("data: [DONE]\n\n"),
  },
  {
    name: "responses",
    protocol: PROTOCOLS.responses,
    contentType: EVENT_STREAM,
    text: "Hello",
    body: named([
      { type: "response.created", response: { id: "r", status: "in_progress" } },
      { type: "response.output_text.delta", item_id: "m", content_index: 0, delta: "Hel" },
      { type: "response.output_text.delta", item_id: "m", content_index: 0, delta: "lo" },
      {
        type: "response.completed",
        response: { id: "r", status: "completed", usage: { input_tokens: 4, output_tokens: 2 } },
      },
    ]),
  },
  {
    name: "anthropic",
    protocol: PROTOCOLS.anthropic,
    contentType: EVENT_STREAM,
    text: "Hello",
    body: named([
      { type: "message_start", message: { id: "m", usage: { input_tokens: 4 } } },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hel" } },
      { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "lo" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 2 } },
      { type: "message_stop" },
    ]),
  },
  {
    name: "gemini",
    protocol: PROTOCOLS.gemini,
    contentType: EVENT_STREAM,
    text: "Hello",
    body: sse([
      { candidates: [{ content: { role: "model", parts: [{ text: "Hel" }] } }] },
      {
        candidates: [{ content: { role: "model", parts: [{ text: "lo" }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 2 },
      },
    ]),
  },
  {
    name: "ollama",
    protocol: PROTOCOLS.ollama,
    contentType: "application/x-ndjson",
    text: "Hello",
    body: [
      { message: { role: "assistant", content: "Hel" }, done: false },
      { message: { role: "assistant", content: "lo" }, done: false },
      { message: { content: "" }, done: true, done_reason: "stop", eval_count: 2 },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  },
  {
    name: "cohere",
    protocol: PROTOCOLS.cohere,
    contentType: EVENT_STREAM,
    text: "Hello",
    body: named([
      { type: "message-start", id: "a", delta: { message: { role: "assistant" } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "Hel" } } } },
      { type: "content-delta", index: 0, delta: { message: { content: { text: "lo" } } } },
      { type: "message-end", delta: { finish_reason: "COMPLETE", usage: { cached_tokens: 2 } } },
    ]).concat("data: [DONE]\n\n"),
  },
];

function sse(frames: readonly object[]): string {
  return frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("");
}

interface NamedFrame {
  readonly type: string;
  readonly [member: string]: unknown;
}

function named(frames: readonly NamedFrame[]): string {
  return frames.map((frame) => `event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`).join("");
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";

const RECORDED = "../shared/data/streams";

/** A whole answer of a server, and what is in it. */
export interface VendorAnswer {
  readonly contentType: string;
  readonly body: Buffer;
  readonly text: string;
  readonly calls: readonly string[];
}

const Expected = z.object({
  expected: z.object({ text: z.string(), toolCalls: z.array(z.object({ name: z.string() })) }),
});

/**
 * What a vendor once answered, `<vendor>/<name>` of the recorded streams; where there is none, or the
 * recordings are absent, a small answer of the same protocol.
 */
export function vendorAnswer(recording: string | undefined, protocol: ProtocolName): VendorAnswer {
  const contentType = protocol === "ollama" ? "application/x-ndjson" : "text/event-stream";
  const file = existsSync(RECORDED) && recording && join(RECORDED, `${recording}.txt`);
  if (!file) {
    return { contentType, body: Buffer.from(SMALL[protocol]), text: "Hello", calls: [] };
  }
  const told = file.replace(/(?:\.ndjson)?\.txt$/, ".expected.json");
  const { expected } = Expected.parse(JSON.parse(readFileSync(told, "utf8")));
  const calls = expected.toolCalls.map(({ name }) => name);
  return { contentType, body: readFileSync(file), text: expected.text, calls };
}

function sse(...events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
}

const SMALL: Readonly<Record<ProtocolName, string>> = {
  chat: `${sse(
    { id: "c", choices: [{ index: 0, delta: { role: "assistant", content: "Hel" } }] },
    { id: "c", choices: [{ index: 0, delta: { content: "lo" }, finish_reason: "stop" }] },
  )}data: [DONE]\n\n`,
  responses: sse(
    { type: "response.created", response: { id: "r", created_at: 1, model: "m", output: [] } },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { type: "message", id: "i", role: "assistant", status: "in_progress", content: [] },
    },
    { type: "response.output_text.delta", item_id: "i", output_index: 0, delta: "Hello" },
    {
      type: "response.output_item.done",
      output_index: 0,
      item: { type: "message", id: "i", role: "assistant", status: "completed", content: [] },
    },
    {
      type: "response.completed",
      response: { id: "r", output: [], usage: { input_tokens: 1, output_tokens: 1 } },
    },
  ),
  anthropic: sse(
    {
      type: "message_start",
      message: { id: "m", role: "assistant", content: [], usage: { input_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } },
    { type: "message_stop" },
  ),
  gemini: sse({
    candidates: [{ content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" }],
  }),
  ollama: [
    { model: "m", message: { role: "assistant", content: "Hello" }, done: false },
    {
      model: "m",
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: 1,
      eval_count: 1,
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(""),
  cohere: sse(
    { type: "message-start", id: "a", delta: { message: { role: "assistant" } } },
    { type: "content-delta", index: 0, delta: { message: { content: { text: "Hello" } } } },
    { type: "message-end", delta: { finish_reason: "COMPLETE" } },
  ),
};

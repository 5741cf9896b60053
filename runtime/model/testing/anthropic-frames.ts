import type { Json } from "#runtime/event/shared.ts";

const USAGE = { input_tokens: 17, output_tokens: 1 };

/** The start of a message with the tokens known by then. */
export const start = (usage: Json = USAGE): Json => ({
  type: "message_start",
  message: { id: "msg_1", type: "message", role: "assistant", content: [], usage },
});
/** The start of a content block. */
export const open = (index: number, content_block: Json): Json => ({
  type: "content_block_start",
  index,
  content_block,
});
/** A part of a content block. */
export const delta = (index: number, part: Json): Json => ({
  type: "content_block_delta",
  index,
  delta: part,
});
/** The end of a content block. */
export const close = (index: number): Json => ({ type: "content_block_stop", index });
/** A part of a text block. */
export const said = (index: number, text: string): Json =>
  delta(index, { type: "text_delta", text });
/** A part of a call's arguments. */
export const written = (index: number, partial_json: string): Json =>
  delta(index, { type: "input_json_delta", partial_json });
/** The end of a message. */
export const finish = (
  stop_reason: string,
  usage: Json = { output_tokens: 9 },
): readonly Json[] => [
  { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage },
  { type: "message_stop" },
];
/** The block of a call to `look_up`. */
export const toolUse = (id: string, input: Json = {}): Json => ({
  type: "tool_use",
  id,
  name: "look_up",
  input,
});

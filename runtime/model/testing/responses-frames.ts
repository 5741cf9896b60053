import type { Json } from "#runtime/event/shared.ts";

/** An item of the answer begins. */
export const added = (index: number, item: Json): Json => ({
  type: "response.output_item.added",
  output_index: index,
  item,
});
/** An item as a whole. */
export const done = (index: number, item: Json): Json => ({
  type: "response.output_item.done",
  output_index: index,
  item,
});
/** A part of the text. */
export const said = (index: number, delta: string, item_id = "msg_1"): Json => ({
  type: "response.output_text.delta",
  output_index: index,
  item_id,
  delta,
});
/** The end of a response. */
export const completed = (output: Json[] = [], more: Record<string, Json> = {}): Json => ({
  type: "response.completed",
  response: { id: "resp_1", status: "completed", output, ...more },
});
/** A text with its citations, as an item. */
export const message = (text: string, annotations: Json[] = []): Json => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text, annotations }],
});
/** A call of `weather`, as an item. */
export const call = (args: string, more: Record<string, Json> = {}): Json => ({
  type: "function_call",
  id: "fc_1",
  call_id: "call_1",
  name: "weather",
  arguments: args,
  ...more,
});

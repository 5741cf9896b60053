import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";

/** Messages that a request takes. */
const MAX_MESSAGES = 5_000;

const TextPart = z.object({ type: z.literal("text"), text: z.string() });
const RefusalPart = z.object({ type: z.literal("refusal"), refusal: z.string() });
const ImagePart = z.object({
  type: z.literal("image_url"),
  image_url: z.object({ url: z.string() }),
});
const FilePart = z.object({
  type: z.literal("file"),
  file: z.object({ file_data: z.string(), filename: z.string().nullish() }),
});

const Text = z.union([z.string(), z.array(z.discriminatedUnion("type", [TextPart, RefusalPart]))]);
const Content = z.union([
  z.string(),
  z.array(z.discriminatedUnion("type", [TextPart, ImagePart, FilePart])),
]);

const ToolCall = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const Message = z.discriminatedUnion("role", [
  z.object({ role: z.enum(["system", "developer"]), content: Text }),
  z.object({ role: z.literal("user"), content: Content }),
  z.object({
    role: z.literal("assistant"),
    content: Text.nullish(),
    refusal: z.string().nullish(),
    tool_calls: z.array(ToolCall).nullish(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: Text }),
]);
export type ChatMessage = z.infer<typeof Message>;

/** A tool of the request; one that is no function is nothing that a client could run. */
const ChatTool = z.union([
  z.object({
    type: z.literal("function"),
    function: z.object({
      name: z.string(),
      description: z.string().nullish(),
      parameters: z.record(z.string(), Json).nullish(),
    }),
  }),
  z.object({ type: z.string().refine((type) => type !== "function") }),
]);

const ResponseFormat = z.union([
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({ name: z.string(), schema: z.record(z.string(), Json) }),
  }),
  z.object({ type: z.enum(["text", "json_object"]) }),
]);

/** The body of `POST /v1/chat/completions`, as far as it is read; other fields are ignored. */
export const ChatRequest = z.object({
  model: z.string().nullish(),
  messages: z.array(Message).min(1).max(MAX_MESSAGES),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, { error: "One answer is given to a request" }).nullish(),
  tools: z.array(ChatTool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({})]).nullish(),
  response_format: ResponseFormat.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1))]).nullish(),
  reasoning_effort: z.string().min(1).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
});
export type ChatRequest = z.output<typeof ChatRequest>;

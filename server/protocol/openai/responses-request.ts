import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";

/** Items that a request takes. */
const MAX_ITEMS = 5_000;

const TextPart = z.object({
  type: z.enum(["input_text", "output_text", "text", "summary_text", "reasoning_text"]),
  text: z.string(),
});
const RefusalPart = z.object({ type: z.literal("refusal"), refusal: z.string() });
const ImagePart = z.object({ type: z.literal("input_image"), image_url: z.string() });
const FilePart = z.object({
  type: z.literal("input_file"),
  file_data: z.string(),
  filename: z.string().nullish(),
});
const Content = z.union([
  z.string(),
  z.array(z.discriminatedUnion("type", [TextPart, RefusalPart, ImagePart, FilePart])),
]);
export type ItemContent = z.infer<typeof Content>;

const Message = z.object({
  type: z.literal("message").exactOptional(),
  role: z.enum(["user", "assistant", "system", "developer"]),
  content: Content,
});
const FunctionCall = z.object({
  type: z.literal("function_call"),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const FunctionCallOutput = z.object({
  type: z.literal("function_call_output"),
  call_id: z.string(),
  output: Content,
});
const Compaction = z.object({ type: z.literal("compaction"), encrypted_content: z.string() });
const Reference = z.object({ type: z.literal("item_reference").nullish(), id: z.string() });
/** Reasoning stays with the run that it belongs to. */
const Reasoning = z.object({ type: z.literal("reasoning") });

const InputItem = z.union([
  Message,
  FunctionCall,
  FunctionCallOutput,
  Compaction,
  Reasoning,
  Reference,
]);
export type InputItem = z.infer<typeof InputItem>;

/** A tool of the request; one that is no function is nothing that a client could run. */
const ResponsesTool = z.union([
  z.object({
    type: z.literal("function"),
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.record(z.string(), Json).nullish(),
    strict: z.boolean().nullish(),
  }),
  z.object({ type: z.string().refine((type) => type !== "function") }),
]);

const TextFormat = z.union([
  z.object({
    type: z.literal("json_schema"),
    name: z.string(),
    description: z.string().nullish(),
    schema: z.record(z.string(), Json),
    strict: z.boolean().nullish(),
  }),
  z.object({ type: z.enum(["text", "json_object"]) }),
]);

/** What the conversation is, whether an answer or a summary of it is asked for. */
const Conversation = {
  model: z.string().nullish(),
  input: z.union([z.string(), z.array(InputItem).max(MAX_ITEMS)]).nullish(),
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish(),
};

/** The body of `POST /v1/responses/compact`. */
export const CompactRequest = z.object(Conversation);
export type CompactRequest = z.output<typeof CompactRequest>;

/** The body of `POST /v1/responses`, as far as it is read or said again; other fields are ignored. */
export const ResponsesRequest = z.object({
  ...Conversation,
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  store: z.boolean().nullish(),
  tools: z.array(ResponsesTool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  text: z
    .object({
      format: TextFormat.nullish(),
      verbosity: z.enum(["low", "medium", "high"]).nullish(),
    })
    .nullish(),
  reasoning: z.object({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  max_output_tokens: z.int().positive().nullish(),
  max_tool_calls: z.int().positive().nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  truncation: z.enum(["auto", "disabled"]).nullish(),
  safety_identifier: z.string().max(64).nullish(),
  prompt_cache_key: z.string().max(64).nullish(),
});
export type ResponsesRequest = z.output<typeof ResponsesRequest>;

import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import type { ResponsesRequest } from "./responses-request.ts";

const Maybe = z.string().nullable().default(null);

/** What a request said that its response says again; the turn keeps it, and each answer reads it from there. */
export const ResponseEcho = z.object({
  model: z.string().default("default"),
  previous_response_id: Maybe,
  instructions: Maybe,
  store: z.boolean().default(true),
  background: z.boolean().default(false),
  tool_choice: Json.default("auto"),
  text: Json.default({ format: { type: "text" } }),
  reasoning: Json.default(null),
  temperature: z.number().default(1),
  top_p: z.number().default(1),
  presence_penalty: z.number().default(0),
  frequency_penalty: z.number().default(0),
  max_output_tokens: z.number().nullable().default(null),
  max_tool_calls: z.number().nullable().default(null),
  parallel_tool_calls: z.boolean().default(true),
  metadata: z.record(z.string(), z.string()).default({}),
  truncation: z.enum(["auto", "disabled"]).default("disabled"),
  safety_identifier: Maybe,
  prompt_cache_key: Maybe,
});
export type ResponseEcho = z.output<typeof ResponseEcho>;

/** The fields that the request gives; what it leaves open is filled in when they are read. */
export function echoOf(asked: ResponsesRequest): Json {
  const { tool_choice, text, reasoning } = asked;
  const format = text?.format;
  const given = {
    model: asked.model,
    previous_response_id: asked.previous_response_id,
    instructions: asked.instructions,
    store: asked.store,
    background: asked.background,
    tool_choice: choiceOf(tool_choice),
    ...(format != null && { text: { format: formatOf(format) } }),
    ...(reasoning != null && { reasoning: reasoningOf(reasoning) }),
    temperature: asked.temperature,
    top_p: asked.top_p,
    presence_penalty: asked.presence_penalty,
    frequency_penalty: asked.frequency_penalty,
    max_output_tokens: asked.max_output_tokens,
    max_tool_calls: asked.max_tool_calls,
    parallel_tool_calls: asked.parallel_tool_calls,
    metadata: asked.metadata,
    truncation: asked.truncation,
    safety_identifier: asked.safety_identifier,
    prompt_cache_key: asked.prompt_cache_key,
  };
  return Json.parse(Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)));
}

const CHOICES = ["none", "auto", "required"];

function choiceOf(choice: ResponsesRequest["tool_choice"]): Json | undefined {
  if (typeof choice === "string") return CHOICES.includes(choice) ? choice : undefined;
  const named = z.object({ type: z.literal("function"), name: z.string() }).safeParse(choice);
  return named.data;
}

function formatOf(format: NonNullable<NonNullable<ResponsesRequest["text"]>["format"]>): Json {
  if (format.type !== "json_schema") return { type: format.type };
  const { type, name, description = null, strict } = format;
  // Open Responses says the schema again as null, and nothing else.
  return { type, name, description, schema: null, strict: strict ?? false };
}

const EFFORTS = ["none", "low", "medium", "high", "xhigh"];
const SUMMARIES = ["concise", "detailed", "auto"];

function reasoningOf({ effort, summary }: NonNullable<ResponsesRequest["reasoning"]>): Json {
  return {
    effort: effort != null && EFFORTS.includes(effort) ? effort : null,
    summary: summary != null && SUMMARIES.includes(summary) ? summary : null,
  };
}

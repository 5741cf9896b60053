import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
  LanguageModelV4ToolCallPart,
} from "@ai-sdk/provider";
import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";

import { toReasoningPart } from "./ai-sdk-reasoning.ts";
import type {
  ModelMessage,
  ModelRequest,
  ModelSettings,
  ModelTool,
  ModelToolCall,
} from "./driver.ts";
import { type UserPart, userParts } from "./user-parts.ts";

/** A request in the form that AI SDK models take; the caller adds its signal. */
export function toCallOptions(request: ModelRequest): LanguageModelV4CallOptions {
  return {
    prompt: request.messages.flatMap(toMessages),
    ...(request.tools.length > 0 && {
      tools: request.tools.map(toTool),
      toolChoice: { type: "auto" },
    }),
    ...(request.settings !== undefined && toSettings(request.settings)),
  };
}

function toSettings(settings: ModelSettings): Partial<LanguageModelV4CallOptions> {
  const { response_schema: format } = settings;
  const effort = ReasoningEffort.safeParse(settings.reasoning_effort);
  return {
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.top_p !== undefined && { topP: settings.top_p }),
    ...(settings.top_k !== undefined && { topK: settings.top_k }),
    ...(settings.max_output_tokens !== undefined && {
      maxOutputTokens: settings.max_output_tokens,
    }),
    ...(settings.presence_penalty !== undefined && { presencePenalty: settings.presence_penalty }),
    ...(settings.frequency_penalty !== undefined && {
      frequencyPenalty: settings.frequency_penalty,
    }),
    ...(settings.stop !== undefined && { stopSequences: [...settings.stop] }),
    ...(settings.parallel_tool_calls !== undefined && {
      providerOptions: toProviderOptions(settings.parallel_tool_calls),
    }),
    ...(effort.success && { reasoning: effort.data }),
    ...(format !== undefined && {
      responseFormat: { type: "json", name: format.name, schema: toSchema(format.schema) },
    }),
  };
}

/** The SDK has no word for it; the packages whose providers have one read it here. */
function toProviderOptions(
  isParallel: boolean,
): NonNullable<LanguageModelV4CallOptions["providerOptions"]> {
  return {
    openai: { parallelToolCalls: isParallel },
    anthropic: { disableParallelToolUse: !isParallel },
  };
}

/** The SDK's own words; another word is the provider's alone and stays away. */
const ReasoningEffort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);

function toMessages(message: ModelMessage): readonly LanguageModelV4Message[] {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: message.content }];
    case "user":
      return [{ role: "user", content: userParts(message).map(toUserPart) }];
    case "assistant":
      return toAssistant(message);
    case "tool":
      return [
        {
          role: "tool",
          content: [
            {
              type: "tool-result",
              toolCallId: message.provider_call_id,
              toolName: message.name,
              output: { type: message.is_error ? "error-text" : "text", value: message.content },
            },
          ],
        },
      ];
  }
}

function toUserPart(part: UserPart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  if (part.kind === "text") return { type: "text", text: part.text };
  const data = { type: "data", data: part.base64 } as const;
  return { type: "file", mediaType: part.media_type, data };
}

/** Providers refuse an assistant message that says nothing: a stopped run may have left one. */
function toAssistant({
  content: text,
  tool_calls: calls,
  reasoning_items: items = [],
}: Extract<ModelMessage, { role: "assistant" }>): readonly LanguageModelV4Message[] {
  if (text === "" && calls.length === 0) return [];
  const said = text === "" ? [] : [{ type: "text" as const, text }];
  const content = [...items.flatMap(toReasoningPart), ...said, ...calls.map(toCall)];
  return [{ role: "assistant", content }];
}

function toCall(call: ModelToolCall): LanguageModelV4ToolCallPart {
  return {
    type: "tool-call",
    toolCallId: call.provider_call_id,
    toolName: call.name,
    input: toInput(call.arguments),
  };
}

/**
 * The model's own text where it is a JSON object: repeated to the byte, it keeps the provider's
 * prompt cache. Anything else becomes an object, since chat templates of servers fail on it.
 */
function toInput(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? text
      : { invalid_arguments: text };
  } catch {
    return { invalid_arguments: text };
  }
}

function toTool(tool: ModelTool): LanguageModelV4FunctionTool {
  return {
    type: "function",
    name: tool.name,
    description: tool.description,
    inputSchema: toSchema(tool.input_schema),
  };
}

/** Providers want an object schema; a source that gave something else gets one without properties. */
function toSchema(schema: Json): Record<string, Json> {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema)
    ? { type: "object", ...schema }
    : { type: "object", properties: {} };
}

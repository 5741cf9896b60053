import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4ToolCallPart,
} from "@ai-sdk/provider";

import type { Json } from "#runtime/event/shared.ts";

import type { ModelMessage, ModelRequest, ModelTool, ModelToolCall } from "./driver.ts";

/** A request in the form that AI SDK models take; the caller adds its signal. */
export function toCallOptions(request: ModelRequest): LanguageModelV4CallOptions {
  const prompt = request.messages.flatMap(toMessages);
  if (request.tools.length === 0) return { prompt };
  return { prompt, tools: request.tools.map(toTool), toolChoice: { type: "auto" } };
}

function toMessages(message: ModelMessage): readonly LanguageModelV4Message[] {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: message.content }];
    case "user":
      return [{ role: "user", content: [{ type: "text", text: message.content }] }];
    case "assistant":
      return toAssistant(message.content, message.tool_calls);
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

/** Providers refuse an assistant message that says nothing: a stopped run may have left one. */
function toAssistant(
  text: string,
  calls: readonly ModelToolCall[],
): readonly LanguageModelV4Message[] {
  if (text === "" && calls.length === 0) return [];
  const said = text === "" ? [] : [{ type: "text" as const, text }];
  return [{ role: "assistant", content: [...said, ...calls.map(toCall)] }];
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

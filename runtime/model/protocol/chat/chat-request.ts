import type { Json } from "#runtime/event/shared.ts";
import type {
  ModelMessage,
  ModelRequest,
  ModelSettings,
  ModelToolCall,
} from "#runtime/model/driver.ts";
import { argumentText } from "#runtime/model/protocol/argument-object.ts";
import { type JsonObject, withoutEmpty } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import { dataUrl, plainText, type UserPart, userParts } from "#runtime/model/user-parts.ts";
import type { ChatDialect } from "./chat-dialect.ts";
import { plainReasoningIn } from "./plain-reasoning.ts";
import { isReasoningDetail } from "./reasoning-details.ts";

/** The body of POST /chat/completions. */
export function chatRequest(
  request: ModelRequest,
  model: string,
  dialect: ChatDialect,
): JsonObject {
  const { messages, tools, settings } = request;
  return {
    model,
    messages: messages.flatMap((message) => toMessages(message, dialect)),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, input_schema }) => ({
        type: "function",
        function: { name, description, parameters: objectSchema(input_schema) },
      })),
    }),
    ...(settings !== undefined && settingsOf(settings, tools.length > 0, dialect)),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function toMessages(message: ModelMessage, dialect: ChatDialect): readonly JsonObject[] {
  switch (message.role) {
    case "system":
      return [{ role: "system", content: message.content }];
    case "user":
      return [{ role: "user", content: userContent(userParts(message)) }];
    case "assistant":
      return toAssistant(message, dialect);
    case "tool":
      return [{ role: "tool", tool_call_id: message.provider_call_id, content: message.content }];
  }
}

/** One text where there is no picture: many servers take nothing else. */
function userContent(parts: readonly UserPart[]): Json {
  const text = plainText(parts);
  if (text !== undefined) return text;
  return parts.map((part) =>
    part.kind === "text"
      ? { type: "text", text: part.text }
      : { type: "image_url", image_url: { url: dataUrl(part) } },
  );
}

/** Providers refuse an assistant message that says nothing: a stopped run may have left one. */
function toAssistant(
  message: Extract<ModelMessage, { role: "assistant" }>,
  { wantsReasoning = false }: ChatDialect,
): readonly JsonObject[] {
  const { content, tool_calls: calls, reasoning_items: items = [] } = message;
  if (content === "" && calls.length === 0) return [];
  const details = items.filter(isReasoningDetail);
  return [
    {
      role: "assistant",
      content: content === "" ? null : content,
      ...(calls.length > 0 && { tool_calls: calls.map(toCall) }),
      ...(details.length > 0 && { reasoning_details: details }),
      ...(wantsReasoning && { reasoning_content: plainReasoningIn(items) }),
    },
  ];
}

function toCall(call: ModelToolCall): Json {
  const { provider_call_id: id, name } = call;
  return { id, type: "function", function: { name, arguments: argumentText(call.arguments) } };
}

/** `top_k` is no word of OpenAI's, but one of nearly all servers that this driver is for. */
function settingsOf(
  settings: ModelSettings,
  hasTools: boolean,
  { limitName = "max_tokens" }: ChatDialect,
): JsonObject {
  const { response_schema: format, max_output_tokens, parallel_tool_calls, ...plain } = settings;
  return withoutEmpty({
    temperature: plain.temperature,
    top_p: plain.top_p,
    top_k: plain.top_k,
    presence_penalty: plain.presence_penalty,
    frequency_penalty: plain.frequency_penalty,
    reasoning_effort: plain.reasoning_effort,
    stop: plain.stop === undefined ? undefined : [...plain.stop],
    [limitName]: max_output_tokens,
    parallel_tool_calls: hasTools ? parallel_tool_calls : undefined,
    response_format:
      format === undefined
        ? undefined
        : { type: "json_schema", json_schema: { name: format.name, schema: format.schema } },
  });
}

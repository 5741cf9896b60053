import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage, ModelRequest, ModelSettings } from "#runtime/model/driver.ts";
import { objectOf } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import { dataUrl, type UserPart, userParts } from "#runtime/model/user-parts.ts";

type Body = Record<string, Json>;

/**
 * The body of POST /responses. The provider keeps nothing (`store: false`), since the log is ours:
 * what it needs back of a model's reasoning comes encrypted and is replayed. Models that do not
 * reason refuse to be asked for that.
 */
export function responsesRequest(request: ModelRequest, model: string): Body {
  const { messages, tools, settings } = request;
  const instructions = messages.flatMap((message) =>
    message.role === "system" ? [message.content] : [],
  );
  return {
    model,
    stream: true,
    store: false,
    ...(reasons(request, model) && { include: ["reasoning.encrypted_content"] }),
    ...(instructions.length > 0 && { instructions: instructions.join("\n\n") }),
    input: messages.flatMap(inputItems),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({
        type: "function",
        name: tool.name,
        description: tool.description,
        parameters: objectSchema(tool.input_schema),
        strict: false,
      })),
    }),
    ...(settings !== undefined && settingsOf(settings, tools.length > 0)),
  };
}

/** Whether the model reasons, as far as its name, the settings or the conversation so far tell. */
function reasons({ messages, settings }: ModelRequest, model: string): boolean {
  return (
    (REASONING_NAME.test(model) && !PLAIN_NAME.test(model)) ||
    settings?.reasoning_effort !== undefined ||
    messages.some(
      (message) => message.role === "assistant" && message.reasoning_items?.some(isOurs),
    )
  );
}

/** Behind the vendor that a gateway puts before a name. */
const REASONING_NAME = /^(?:[^/]*\/)*(?:o\d|gpt-(?:[5-9]|\d\d)|codex|grok-(?:[4-9]|code))/i;
const PLAIN_NAME = /-chat\b|non-reasoning/i;

/** One message as input items; system messages are the `instructions`. */
function inputItems(message: ModelMessage): readonly Json[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return [{ role: "user", content: userParts(message).map(inputPart) }];
    case "assistant":
      return [
        ...(message.reasoning_items ?? []).filter(isOurs),
        ...(message.content === ""
          ? []
          : [{ role: "assistant", content: [{ type: "output_text", text: message.content }] }]),
        ...message.tool_calls.map((call) => ({
          type: "function_call",
          call_id: call.provider_call_id,
          name: call.name,
          arguments: call.arguments === "" ? "{}" : call.arguments,
        })),
      ];
    case "tool":
      return [
        {
          type: "function_call_output",
          call_id: message.provider_call_id,
          output: message.content,
        },
      ];
  }
}

function inputPart(part: UserPart): Json {
  return part.kind === "text"
    ? { type: "input_text", text: part.text }
    : { type: "input_image", image_url: dataUrl(part) };
}

/** A thread may have been answered over another protocol before: its items mean nothing here. */
function isOurs(item: Json): boolean {
  const type = objectOf(item)?.["type"];
  return type === "reasoning" || type === "compaction";
}

/** The API has no word for top_k, penalties and stop sequences. */
function settingsOf(settings: ModelSettings, hasTools: boolean): Body {
  const { response_schema: format } = settings;
  return {
    ...(settings.temperature !== undefined && { temperature: settings.temperature }),
    ...(settings.top_p !== undefined && { top_p: settings.top_p }),
    ...(settings.max_output_tokens !== undefined && {
      max_output_tokens: settings.max_output_tokens,
    }),
    ...(settings.reasoning_effort !== undefined && {
      reasoning: { effort: settings.reasoning_effort, summary: "auto" },
    }),
    ...(settings.parallel_tool_calls !== undefined &&
      hasTools && { parallel_tool_calls: settings.parallel_tool_calls }),
    ...(format !== undefined && {
      text: { format: { type: "json_schema", name: format.name, schema: format.schema } },
    }),
  };
}

import type { Json } from "#runtime/event/shared.ts";
import type {
  ModelMessage,
  ModelRequest,
  ModelSettings,
  ModelTool,
  ModelToolCall,
} from "#runtime/model/driver.ts";
import { argumentText } from "#runtime/model/protocol/argument-object.ts";
import { withoutEmpty } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import type { OutgoingRequest } from "#runtime/model/protocol/protocol.ts";
import { dataUrl, plainText, type UserPart, userParts } from "#runtime/model/user-parts.ts";

import { reasoningIn } from "./cohere-reasoning.ts";

/** A request to Cohere's chat API; its answer streams. */
export function writeCohere(request: ModelRequest, model: string): OutgoingRequest {
  const { messages, tools, settings = {} } = request;
  return {
    path: "/chat",
    body: withoutEmpty({
      model,
      stream: true,
      messages: writeMessages(messages),
      tools: tools.length === 0 ? undefined : tools.map(writeTool),
      // The API refuses a schema beside tools.
      response_format: tools.length === 0 ? writeFormat(settings) : undefined,
      thinking: writeThinking(settings.reasoning_effort),
      temperature: settings.temperature,
      p: settings.top_p,
      k: settings.top_k,
      max_tokens: settings.max_output_tokens,
      presence_penalty: settings.presence_penalty,
      frequency_penalty: settings.frequency_penalty,
      stop_sequences: settings.stop && [...settings.stop],
    }),
  };
}

/** The system has one turn, the first. */
function writeMessages(messages: readonly ModelMessage[]): Json {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const first = system.length === 0 ? [] : [{ role: "system", content: system.join("\n\n") }];
  return [...first, ...messages.flatMap(writeMessage)];
}

function writeMessage(message: ModelMessage): readonly Json[] {
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return [{ role: "user", content: writeQuestion(userParts(message)) }];
    case "assistant":
      return writeAnswer(message);
    case "tool":
      return [{ role: "tool", tool_call_id: message.provider_call_id, content: message.content }];
  }
}

function writeQuestion(parts: readonly UserPart[]): Json {
  return plainText(parts) ?? parts.map(writePart);
}

function writePart(part: UserPart): Json {
  if (part.kind === "text") return { type: "text", text: part.text };
  return { type: "image_url", image_url: { url: dataUrl(part) } };
}

/** The API refuses a turn that says nothing: a stopped run may have left one. */
function writeAnswer(answer: Extract<ModelMessage, { role: "assistant" }>): readonly Json[] {
  const { content: text, tool_calls: calls, reasoning_items: items = [] } = answer;
  if (text === "" && calls.length === 0) return [];
  const { thinking, plan } = reasoningIn(items);
  const content = [
    ...(thinking === "" ? [] : [{ type: "thinking", thinking }]),
    ...(text === "" ? [] : [{ type: "text", text }]),
  ];
  return [
    {
      role: "assistant",
      ...(content.length > 0 && { content: thinking === "" ? text : content }),
      ...(plan !== "" && { tool_plan: plan }),
      ...(calls.length > 0 && { tool_calls: calls.map(writeCall) }),
    },
  ];
}

function writeCall({ provider_call_id: id, name, arguments: text }: ModelToolCall): Json {
  return { id, type: "function", function: { name, arguments: argumentText(text) } };
}

function writeTool({ name, description, input_schema }: ModelTool): Json {
  const parameters = objectSchema(input_schema);
  return { type: "function", function: { name, description, parameters } };
}

function writeFormat({ response_schema }: ModelSettings): Json | undefined {
  return response_schema && { type: "json_object", json_schema: response_schema.schema };
}

const BUDGETS: Readonly<Record<string, number>> = { minimal: 512, low: 1024, medium: 8192 };

/** Models that think do so without being asked; without a budget, as much as they like. */
function writeThinking(effort: string | undefined): Json | undefined {
  if (effort === undefined) return undefined;
  if (effort === "none") return { type: "disabled" };
  return withoutEmpty({ type: "enabled", token_budget: BUDGETS[effort] });
}

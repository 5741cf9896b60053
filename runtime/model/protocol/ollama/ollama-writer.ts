import type { Json } from "#runtime/event/shared.ts";
import type {
  ModelMessage,
  ModelRequest,
  ModelSettings,
  ModelTool,
  ModelToolCall,
} from "#runtime/model/driver.ts";
import { argumentObject } from "#runtime/model/protocol/argument-object.ts";
import { withoutEmpty } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import type { OutgoingRequest } from "#runtime/model/protocol/protocol.ts";
import { plainText, type UserPart, userParts } from "#runtime/model/user-parts.ts";

import { thinkingOf } from "./ollama-thinking.ts";

/** A request to Ollama's chat API; its answer streams line by line. */
export function writeOllama(request: ModelRequest, model: string): OutgoingRequest {
  const { messages, tools, settings = {} } = request;
  const options = writeOptions(settings);
  return {
    path: "/api/chat",
    body: withoutEmpty({
      model,
      stream: true,
      messages: messages.map(writeMessage),
      tools: tools.length === 0 ? undefined : tools.map(writeTool),
      think: writeThink(settings.reasoning_effort),
      format: settings.response_schema?.schema,
      options: Object.keys(options).length === 0 ? undefined : options,
    }),
  };
}

function writeMessage(message: ModelMessage): Json {
  switch (message.role) {
    case "system":
      return { role: "system", content: message.content };
    case "user":
      return writeQuestion(userParts(message));
    case "tool": {
      const { provider_call_id, name, content } = message;
      return { role: "tool", tool_name: name, tool_call_id: provider_call_id, content };
    }
    case "assistant": {
      const thinking = thinkingOf(message.reasoning_items ?? []);
      return {
        role: "assistant",
        content: message.content,
        ...(thinking !== "" && { thinking }),
        ...(message.tool_calls.length > 0 && { tool_calls: message.tool_calls.map(writeCall) }),
      };
    }
  }
}

/** Pictures stand beside the words, by themselves. */
function writeQuestion(parts: readonly UserPart[]): Json {
  const texts = parts.filter((part) => part.kind === "text");
  const images = parts.flatMap((part) => (part.kind === "image" ? part.base64 : []));
  const content = plainText(texts) ?? "";
  return { role: "user", content, ...(images.length > 0 && { images }) };
}

function writeCall(call: ModelToolCall): Json {
  const { provider_call_id: id, name, arguments: text } = call;
  return { id, function: { name, arguments: argumentObject(text) } };
}

function writeTool({ name, description, input_schema }: ModelTool): Json {
  return {
    type: "function",
    function: { name, description, parameters: objectSchema(input_schema) },
  };
}

function writeOptions(settings: ModelSettings): Readonly<Record<string, Json>> {
  return withoutEmpty({
    temperature: settings.temperature,
    top_p: settings.top_p,
    top_k: settings.top_k,
    num_predict: settings.max_output_tokens,
    presence_penalty: settings.presence_penalty,
    frequency_penalty: settings.frequency_penalty,
    stop: settings.stop && [...settings.stop],
  });
}

/** Ollama thinks or not, and has three levels for the models that know levels. */
function writeThink(effort: string | undefined): Json | undefined {
  switch (effort) {
    case undefined:
      return undefined;
    case "none":
      return false;
    case "minimal":
    case "low":
      return "low";
    case "medium":
      return "medium";
    default:
      return "high";
  }
}

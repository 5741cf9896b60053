import type { Json } from "#runtime/event/shared.ts";
import type { ModelRequest, ModelSettings, ModelTool } from "#runtime/model/driver.ts";
import { withoutEmpty } from "#runtime/model/protocol/json-access.ts";
import { objectSchema } from "#runtime/model/protocol/object-schema.ts";
import type { OutgoingRequest } from "#runtime/model/protocol/protocol.ts";

import { writeMessages } from "./anthropic-messages.ts";
import { mayThink, writeThinking } from "./anthropic-thinking.ts";

/** The API wants a limit; this one is below that of every Claude model since version 4. */
const DEFAULT_MAX_TOKENS = 32_000;

/** A request to the Messages API; its answer streams. */
export function writeAnthropic(request: ModelRequest, model: string): OutgoingRequest {
  const { messages, tools, settings = {} } = request;
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const maxTokens = settings.max_output_tokens ?? DEFAULT_MAX_TOKENS;
  const effort = mayThink(messages) ? settings.reasoning_effort : undefined;
  const thinking = writeThinking(effort, model, maxTokens);
  const format = writeFormat(settings);
  const outputConfig = withoutEmpty({ effort: thinking.effort, format });
  return {
    path: "/messages",
    body: withoutEmpty({
      model,
      max_tokens: maxTokens,
      stream: true,
      system: system.length === 0 ? undefined : system.join("\n\n"),
      messages: writeMessages(messages),
      tools: tools.length === 0 ? undefined : tools.map(writeTool),
      tool_choice: writeToolChoice(request),
      stop_sequences: settings.stop && [...settings.stop],
      thinking: thinking.thinking,
      output_config: Object.keys(outputConfig).length === 0 ? undefined : outputConfig,
      // Thinking allows no other temperature than its own.
      ...(thinking.thinking === undefined && {
        temperature: settings.temperature,
        top_k: settings.top_k,
        top_p: settings.top_p,
      }),
    }),
  };
}

function writeTool({ name, description, input_schema }: ModelTool): Json {
  return { name, description, input_schema: objectSchema(input_schema) };
}

function writeToolChoice({ tools, settings }: ModelRequest): Json | undefined {
  if (tools.length === 0 || settings?.parallel_tool_calls === undefined) return undefined;
  return { type: "auto", disable_parallel_tool_use: !settings.parallel_tool_calls };
}

function writeFormat({ response_schema }: ModelSettings): Json | undefined {
  return response_schema && { type: "json_schema", schema: response_schema.schema };
}

import type { TurnSettings } from "#runtime/event/turn-request.ts";
import type { ChatRequest } from "./chat-request.ts";
import { parseClientTools } from "./client-tools.ts";
import type { SentConversation } from "./submit-conversation.ts";

/** What a request of Chat Completions hands to the runtime. Throws a refusal for a tool that does not fit. */
export function chatTurn(asked: ChatRequest): SentConversation {
  const settings = settingsOf(asked);
  const tools = asked.tool_choice === "none" ? [] : parseClientTools(functionsOf(asked));
  const format = asked.response_format;
  return {
    source: "openai.chat",
    model: asked.model ?? undefined,
    messages: asked.messages,
    request: {
      ...(tools.length > 0 && { tools }),
      ...(Object.keys(settings).length > 0 && { settings }),
      ...(format?.type === "json_schema" && {
        response_schema: { name: format.json_schema.name, schema: format.json_schema.schema },
      }),
    },
  };
}

function functionsOf({ tools }: ChatRequest) {
  return (tools ?? []).map((tool, index) => ({
    param: `tools[${index}].function`,
    function: "function" in tool ? tool.function : undefined,
  }));
}

function settingsOf(asked: ChatRequest): TurnSettings {
  const { stop, max_completion_tokens, max_tokens } = asked;
  const given = {
    temperature: asked.temperature,
    top_p: asked.top_p,
    presence_penalty: asked.presence_penalty,
    frequency_penalty: asked.frequency_penalty,
    max_output_tokens: max_completion_tokens ?? max_tokens,
    stop: typeof stop === "string" ? [stop] : stop,
    reasoning_effort: asked.reasoning_effort,
    parallel_tool_calls: asked.parallel_tool_calls,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}

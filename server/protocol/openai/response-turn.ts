import type { ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { forkThread } from "#runtime/control/fork-thread.ts";
import { requireThread } from "#runtime/control/find-thread.ts";
import type { TurnRequest, TurnSettings } from "#runtime/event/turn-request.ts";
import type { Thread } from "#runtime/thread.ts";
import { asProblem } from "#server/command-problem.ts";
import { parseClientTools } from "./client-tools.ts";
import { RESPONSES_SOURCE, storedResponse } from "./find-response.ts";
import { refused } from "./protocol-error.ts";
import { echoOf } from "./response-echo.ts";
import { messagesOf } from "./response-input.ts";
import { isOver } from "./response-resource.ts";
import type { ResponsesRequest } from "./responses-request.ts";
import type { SentConversation } from "./submit-conversation.ts";

/** What a request of Responses hands to the runtime. Throws a refusal for what does not fit. */
export async function responseTurn(
  asked: ResponsesRequest,
  control: ControlServices,
): Promise<SentConversation> {
  const messages = await messagesOf(asked, control);
  if (messages.every(({ role }) => role === "system" || role === "developer")) {
    throw refused("input", '"input" says nothing: send a text, or items');
  }
  const { previous_response_id: previous } = asked;
  const thread = previous == null ? undefined : await threadAfter(previous, control);
  return {
    source: RESPONSES_SOURCE,
    model: asked.model ?? undefined,
    messages,
    request: { ...requestOf(asked), echo: echoOf(asked) },
    ...(thread !== undefined && { thread }),
  };
}

function requestOf(
  asked: ResponsesRequest,
): Pick<TurnRequest, "tools" | "settings" | "response_schema"> {
  const settings = settingsOf(asked);
  const tools = asked.tool_choice === "none" ? [] : parseClientTools(functionsOf(asked));
  const format = asked.text?.format;
  return {
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(format?.type === "json_schema" && {
      response_schema: { name: format.name, schema: format.schema },
    }),
  };
}

function functionsOf({ tools }: ResponsesRequest) {
  return (tools ?? []).map((tool, index) => ({
    param: `tools[${index}]`,
    function: "name" in tool ? tool : undefined,
  }));
}

function settingsOf(asked: ResponsesRequest): TurnSettings {
  const given = {
    temperature: asked.temperature,
    top_p: asked.top_p,
    presence_penalty: asked.presence_penalty,
    frequency_penalty: asked.frequency_penalty,
    max_output_tokens: asked.max_output_tokens,
    reasoning_effort: asked.reasoning?.effort,
    parallel_tool_calls: asked.parallel_tool_calls,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}

/** The thread that goes on from a response: its own, or a branch where that went on already. */
async function threadAfter(id: string, control: ControlServices): Promise<Thread> {
  const { thread, turn } = await storedResponse(id, control, "previous_response_id");
  if (!isOver(turn)) {
    const message = `The response "${id}" is not at its end; wait for it, or cancel it`;
    throw refused("previous_response_id", message, { code: "response_in_progress" });
  }
  const { thread_id, turns } = await thread.state();
  if (turns.at(-1)?.turn_id === turn.turn_id) return thread;
  const place = { thread_id, sequence: turn.run.last_sequence, submit: false };
  const branch = await asProblem(perform(forkThread, place, control));
  return asProblem(requireThread(control, "thread", branch.thread_id));
}

import { type CurrentTurn, currentTurn } from "#runtime/model/current-turn.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { summariseMarked } from "#runtime/model/offline/summarise.ts";
import { readDirectCall } from "./direct-call.ts";

/** The model that makes the one call which a message names. */
export const DIRECT_MODEL = "direct/call";

/**
 * A model without a mind: it asks for the call that the message spells out, and ends once that has
 * ended. So a person's own call goes through the same loop, gate and log as any model's.
 */
export function createDirectModel(): ModelDriver {
  const [provider = "", model = ""] = DIRECT_MODEL.split("/");
  return {
    provider,
    model,
    stream: async function* (request, signal) {
      signal.throwIfAborted();
      yield answer(request);
    },
  };
}

function answer(request: ModelRequest): readonly NormalizedEvent[] {
  if (request.purpose !== undefined) return said(summariseMarked(request));
  const turn = currentTurn(request.messages);
  if (turn.pass > 0) return said(ending(turn));
  const call = readDirectCall(turn.text);
  if (call === undefined) return said(USAGE);
  const { tool: name, arguments: text } = call;
  const id = `direct_${turn.callCount + 1}`;
  return [
    { type: "tool_call_delta", id, name, arguments_delta: text },
    { type: "tool_call_complete", id, name, arguments: text },
    { type: "usage", usage: NO_TOKENS },
    { type: "done", finish_reason: "tool_calls" },
  ];
}

function said(text: string): readonly NormalizedEvent[] {
  return [
    { type: "message_delta", text },
    { type: "usage", usage: NO_TOKENS },
    { type: "done", finish_reason: "stop" },
  ];
}

/** What became of the call, without a repetition of what the tool said. */
function ending({ latest }: CurrentTurn): string {
  const failed = latest.some(({ result }) => result?.is_error !== false);
  return failed ? "The call gave no result." : "The call is done.";
}

const USAGE =
  'Write the name of a tool and its arguments as JSON, such as `workspace__list {"path": "."}`.';

/** Nothing was read or written by a model, so nothing is billed. */
const NO_TOKENS = { input_tokens: 0, output_tokens: 0 };

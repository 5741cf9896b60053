import { OutcomeChoice } from "#runtime/event/action.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Ids } from "#runtime/services.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";

/**
 * Asks a person what became of a call that may act at most once and was cut off: only they can look.
 * The question waits as long as it takes; nothing is repeated and nothing is called failed before (R5).
 */
export async function outcomeQuestion(call: ToolCallState, ids: Ids): Promise<EventDraft> {
  const { tool_call_id, name, arguments: args = {} } = call;
  return {
    type: "action.required",
    tool_call_id,
    action_id: ids.next("act"),
    payload: {
      action_type: "outcome_unknown",
      tool: name,
      arguments: args,
      arguments_hash: await canonicalHash(args),
      prompt: "The server stopped while this call ran. Whether it took effect is unknown.",
      rule: "acts at most once, so it is never repeated by itself",
      decisions: OutcomeChoice.options,
    },
  };
}

/** The end of a call by a person's word, in words that tell the model whose word it is. */
export function settledOutcome({ tool_call_id, name }: ToolCallState, isDone: boolean): EventDraft {
  if (isDone) {
    const content = `${CUT_OFF}. The person says that it was carried out; its output is unknown`;
    return { type: "tool.result", tool_call_id, payload: { name, output: { content } } };
  }
  const message = `${CUT_OFF}. The person says that it was not carried out`;
  const error = { code: "marked_failed", message };
  return { type: "tool.failed", tool_call_id, payload: { name, reason: "error", error } };
}

const CUT_OFF = "The server stopped while this call ran";

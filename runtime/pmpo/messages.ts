import type { ModelRef } from "#runtime/event/routing.ts";
import type { ModelMessage, ModelToolCall } from "#runtime/model/driver.ts";
import type {
  RunState,
  StepState,
  ThreadState,
  ToolCallState,
} from "#runtime/state/thread-state.ts";

/** The conversation of a thread before a turn, as a model reads it. */
export function historyBefore(state: ThreadState, turnId: string): readonly ModelMessage[] {
  const index = state.turns.findIndex((turn) => turn.turn_id === turnId);
  return state.turns
    .slice(0, index === -1 ? state.turns.length : index)
    .flatMap((turn) => [{ role: "user", content: turn.text } as const, ...runMessages(turn.run)]);
}

/**
 * What a run has said and learned so far: each answer of the model with the results of its calls.
 * Reasoning that only its own model can read is for the `reader` alone, if it is the one.
 */
export function runMessages(run: RunState, reader?: ModelRef): readonly ModelMessage[] {
  return run.steps.flatMap((step) => [
    ...answerMessage(run, step, reader),
    ...step.tool_calls.map((requested) => resultMessage(run, requested)),
  ]);
}

function answerMessage(
  run: RunState,
  step: StepState,
  reader: ModelRef | undefined,
): readonly ModelMessage[] {
  const isLast = step === run.steps.at(-1);
  const isEmpty = step.text === "" && step.tool_calls.length === 0;
  if (isEmpty && (isLast || step.state === "failed")) return [];
  const stopped = step.state === "failed" && step.text !== "" ? STOPPED_NOTE : "";
  const tool_calls = step.tool_calls.map(modelCall);
  const content = step.text + stopped;
  return [{ role: "assistant", content, tool_calls, ...reasoningFor(step, reader) }];
}

function reasoningFor(
  { provider, model, reasoning_items }: StepState,
  reader: ModelRef | undefined,
): Pick<Extract<ModelMessage, { role: "assistant" }>, "reasoning_items"> {
  const isReader = reader?.provider === provider && reader.model === model;
  return isReader && reasoning_items !== undefined ? { reasoning_items } : {};
}

/** Tells the model that its own words end here because it was stopped, not because it was done. */
const STOPPED_NOTE = "\n\n[The answer was stopped here]";

function modelCall(requested: StepState["tool_calls"][number]): ModelToolCall {
  const { provider_call_id, name } = requested;
  return { provider_call_id, name, arguments: requested.arguments };
}

/** Providers refuse a history in which a call has no result, so every call gets one, also a lost one. */
function resultMessage(run: RunState, requested: StepState["tool_calls"][number]): ModelMessage {
  const call = run.calls.find(({ tool_call_id }) => tool_call_id === requested.tool_call_id);
  const { provider_call_id, name } = requested;
  return { role: "tool", provider_call_id, name, ...resultContent(call) };
}

function resultContent(call: ToolCallState | undefined): { content: string; is_error: boolean } {
  if (call?.output !== undefined) return { content: call.output.content, is_error: false };
  if (call?.error !== undefined) return { content: call.error.message, is_error: true };
  return { content: "The outcome of this call is unknown", is_error: true };
}

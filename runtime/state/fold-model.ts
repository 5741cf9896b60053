import type { EventOf } from "#runtime/event/catalogue.ts";
import { addUsage } from "./add-usage.ts";
import { foldSummaryStep, isOfSummary } from "./fold-compaction.ts";
import { discardLastStep } from "./fold-recovery.ts";
import { queueRequestedCalls } from "./fold-tool.ts";
import { appendText, closeLast } from "./parts.ts";
import type { RunState, StepState } from "./thread-state.ts";

type ModelEvent = EventOf<
  | "model.requested"
  | "model.delta"
  | "model.completed"
  | "model.failed"
  | "reasoning.delta"
  | "reasoning.summary"
>;

/** What the model's answer does to a run. */
export function foldModel(run: RunState, event: ModelEvent): RunState {
  switch (event.type) {
    case "model.requested":
      if (isOfSummary(run, event)) return foldSummaryStep(run, event);
      return { ...run, steps: [...run.steps, openStep(event)] };
    case "model.delta":
      return foldDelta(run, event);
    case "reasoning.delta":
    case "reasoning.summary":
      return { ...run, parts: appendText(run.parts, "reasoning", event.payload.text, event) };
    case "model.completed":
      return isOfSummary(run, event) ? foldSummaryStep(run, event) : foldCompleted(run, event);
    case "model.failed":
      return isOfSummary(run, event) ? foldSummaryStep(run, event) : foldFailed(run, event);
  }
}

function openStep(event: EventOf<"model.requested">): StepState {
  const { step_id, event_id, sequence, payload } = event;
  const { provider, model, attempt = 1 } = payload;
  const asked = { step_id: step_id ?? event_id, sequence, provider, model, attempt };
  return { ...asked, state: "open", text: "", tool_calls: [] };
}

function foldDelta(run: RunState, event: EventOf<"model.delta">): RunState {
  const { text = "", refusal = "", citation } = event.payload;
  const citations =
    citation === undefined
      ? run.citations
      : [...run.citations, { ...citation, sequence: event.sequence }];
  if (text === "" && refusal === "") return { ...run, citations };
  const parts = text === "" ? run.parts : appendText(run.parts, "text", text, event);
  return {
    ...run,
    citations,
    parts: refusal === "" ? parts : appendText(parts, "refusal", refusal, event),
    steps: changeLastStep(run, (step) => ({ ...step, text: step.text + text + refusal })),
  };
}

function foldCompleted(run: RunState, event: EventOf<"model.completed">): RunState {
  const { finish_reason, tool_calls, usage, reasoning_items } = event.payload;
  const closed: RunState = {
    ...run,
    usage: addUsage(run.usage, usage),
    parts: closeLast(run.parts, event),
    steps: changeLastStep(run, (step) => ({
      ...step,
      state: "completed",
      tool_calls,
      finish_reason,
      usage,
      ...(reasoning_items !== undefined && { reasoning_items }),
    })),
  };
  return queueRequestedCalls(closed, event);
}

function foldFailed(run: RunState, event: EventOf<"model.failed">): RunState {
  if (event.payload.discarded !== undefined) return discardLastStep(run, event.payload.error);
  const stopped = event.payload.reason === "cancelled" && run.cancel !== undefined;
  return {
    ...run,
    ...(stopped && { model_closed_ms: elapsed(run.cancel.at, event.timestamp) }),
    parts: closeLast(run.parts, event),
    steps: changeLastStep(run, (step) => ({
      ...step,
      state: "failed",
      error: event.payload.error,
    })),
    calls: run.calls.map((call) =>
      call.status === "writing"
        ? { ...call, status: "cancelled", ended_at: event.timestamp }
        : call,
    ),
  };
}

function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

function changeLastStep(run: RunState, change: (step: StepState) => StepState): RunState["steps"] {
  const last = run.steps.at(-1);
  return last === undefined ? run.steps : run.steps.with(-1, change(last));
}

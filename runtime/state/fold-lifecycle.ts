import type { EventOf } from "#runtime/event/catalogue.ts";
import { changeCall } from "./fold-tool.ts";
import { addPart, closeLast } from "./parts.ts";
import { isTerminal } from "./run-queries.ts";
import type { RunState } from "./thread-state.ts";

/** A run leaves the queue. */
export function foldStarted(run: RunState, event: EventOf<"turn.started">): RunState {
  const { agent, model } = event.payload;
  return { ...run, agent, model, status: "running", started_at: event.timestamp };
}

/** The loop says where it is. */
export function foldStatus(run: RunState, event: EventOf<"run.status">): RunState {
  const { title, phase, pass } = event.payload;
  return {
    ...run,
    title,
    ...(phase !== undefined && { phase }),
    ...(pass !== undefined && { pass }),
  };
}

/** Somebody asked to stop (R6, first rung): the run, or the one call that the event names; or came too late. */
export function foldCancelRequested(
  run: RunState,
  event: EventOf<"task.cancel_requested">,
): RunState {
  if (isTerminal(run.status)) return run;
  const { timestamp: at, sequence, tool_call_id } = event;
  const { forced, ...asked } = event.payload;
  const cancel = { ...asked, at, sequence };
  if (tool_call_id !== undefined) {
    return changeCall(run, tool_call_id, event, (call) => ({ ...call, cancel }));
  }
  if (run.cancel !== undefined && forced === true) {
    return { ...run, cancel: { ...run.cancel, forced } };
  }
  return { ...run, cancel, status: run.status === "queued" ? run.status : "cancelling" };
}

/** The one terminal event of a run (R1). */
export function foldEnded(
  run: RunState,
  event: EventOf<"turn.completed" | "turn.failed">,
): RunState {
  const ended = { ...run, ended_at: event.timestamp, parts: closeLast(run.parts, event) };
  if (event.type === "turn.completed") return { ...ended, status: "completed", title: "Completed" };

  const { status, error, unresolved } = event.payload;
  if (status === "cancelled") {
    const parts = addPart(
      ended.parts,
      { kind: "notice", title: error.message, ...ladderWords(run, unresolved) },
      event,
    );
    const open = unresolved !== undefined && { unresolved };
    return { ...ended, status, title: error.message, parts, ...open };
  }
  const parts = addPart(ended.parts, { kind: "error", error }, event);
  return { ...ended, status, title: error.message, error, parts };
}

/** How far the stop came: what is known of the model's stream and of calls that did not end. */
function ladderWords(run: RunState, unresolved: readonly string[] = []): { detail?: string } {
  const ms = run.model_closed_ms;
  const model = ms === undefined ? [] : [`Model stream closed in ${ms} ms`];
  const names = run.calls
    .filter(({ tool_call_id }) => unresolved.includes(tool_call_id))
    .map(({ name }) => name);
  const calls = names.length === 0 ? [] : [`The outcome of ${names.join(", ")} is unknown`];
  const detail = [...model, ...calls].join(". ");
  return detail === "" ? {} : { detail };
}

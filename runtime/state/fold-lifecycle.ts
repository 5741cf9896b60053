import type { EventOf } from "#runtime/event/catalogue.ts";
import { addPart, closeLast } from "./parts.ts";
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

/** Somebody asked to stop (R6, first rung). */
export function foldCancelRequested(
  run: RunState,
  event: EventOf<"task.cancel_requested">,
): RunState {
  const cancel = { at: event.timestamp, reason: event.payload.reason };
  return { ...run, cancel, status: run.status === "queued" ? run.status : "cancelling" };
}

/** The one terminal event of a run (R1). */
export function foldEnded(
  run: RunState,
  event: EventOf<"turn.completed" | "turn.failed">,
): RunState {
  const ended = { ...run, ended_at: event.timestamp, parts: closeLast(run.parts, event) };
  if (event.type === "turn.completed") return { ...ended, status: "completed", title: "Completed" };

  const { status, error } = event.payload;
  if (status === "cancelled") {
    const parts = addPart(
      ended.parts,
      { kind: "notice", title: error.message, ...closedIn(run) },
      event,
    );
    return { ...ended, status, title: error.message, parts };
  }
  const parts = addPart(ended.parts, { kind: "error", error }, event);
  return { ...ended, status, title: error.message, error, parts };
}

function closedIn(run: RunState): { detail?: string } {
  const ms = run.model_closed_ms;
  return ms === undefined ? {} : { detail: `Model stream closed in ${ms} ms` };
}

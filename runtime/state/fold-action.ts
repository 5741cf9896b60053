import type { EventOf } from "#runtime/event/catalogue.ts";
import { changeCall } from "./fold-tool.ts";
import { addPart } from "./parts.ts";
import type { ApprovalState, RunState } from "./thread-state.ts";

/** The permission gate spoke about a call. */
export function foldPermission(run: RunState, event: EventOf<"permission.evaluated">): RunState {
  if (event.tool_call_id === undefined) return run;
  const { verdict } = event.payload;
  return changeCall(run, event.tool_call_id, event, (call) => ({ ...call, verdict }));
}

/** A run pauses for a person. */
export function foldActionRequired(run: RunState, event: EventOf<"action.required">): RunState {
  const action_id = event.action_id ?? event.event_id;
  const tool_call_id = event.tool_call_id ?? "";
  const { action_type: _, ...asked } = event.payload;
  const approval: ApprovalState = {
    ...asked,
    action_id,
    tool_call_id,
    run_id: run.run_id,
    sequence: event.sequence,
    at: event.timestamp,
  };
  const waiting = changeCall(run, tool_call_id, event, (call) => ({
    ...call,
    status: "waiting_approval",
  }));
  return {
    ...waiting,
    status: "waiting_permission",
    approvals: [...run.approvals, approval],
    parts: addPart(waiting.parts, { kind: "approval", action_id }, event),
  };
}

/** A person, a rule or the clock decided. */
export function foldActionResolved(run: RunState, event: EventOf<"action.resolved">): RunState {
  const approvals = run.approvals.map((approval) =>
    approval.action_id === event.action_id && approval.decision === undefined
      ? decided(approval, event)
      : approval,
  );
  const calls = run.calls.map((call) =>
    call.tool_call_id === event.tool_call_id && call.status === "waiting_approval"
      ? ({ ...call, status: "queued" } as const)
      : call,
  );
  const stillWaiting = approvals.some((approval) => approval.decision === undefined);
  const status = run.status === "waiting_permission" && !stillWaiting ? "running" : run.status;
  return { ...run, status, approvals, calls };
}

function decided(approval: ApprovalState, event: EventOf<"action.resolved">): ApprovalState {
  const { decision, reason } = event.payload;
  return {
    ...approval,
    decision,
    decided_at: event.timestamp,
    ...(reason !== undefined && { reason }),
  };
}

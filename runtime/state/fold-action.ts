import type { EventOf } from "#runtime/event/catalogue.ts";
import { changeCall } from "./fold-tool.ts";
import { addPart } from "./parts.ts";
import type { ApprovalState } from "./approval-state.ts";
import type { RunState, ToolCallState } from "./thread-state.ts";

/** The permission gate spoke about a call. */
export function foldPermission(run: RunState, event: EventOf<"permission.evaluated">): RunState {
  if (event.tool_call_id === undefined) return run;
  const { verdict, rule, reused_from } = event.payload;
  return changeCall(run, event.tool_call_id, event, (call) => ({
    ...call,
    verdict,
    ...(verdict === "deny" && { denied_by: rule }),
    ...(reused_from !== undefined && { reused_from }),
  }));
}

/** A run pauses for a person. */
export function foldActionRequired(run: RunState, event: EventOf<"action.required">): RunState {
  const action_id = event.action_id ?? event.event_id;
  const tool_call_id = event.tool_call_id ?? "";
  const { action_type, ...asked } = event.payload;
  const approval: ApprovalState = {
    ...asked,
    ...(action_type !== "tool_approval" && { about: action_type }),
    action_id,
    tool_call_id,
    run_id: run.run_id,
    sequence: event.sequence,
    at: event.timestamp,
  };
  const waiting = event.tool_call_id
    ? changeCall(run, tool_call_id, event, (call) => ({ ...call, ...heldBack(action_type) }))
    : run;
  return {
    ...waiting,
    status: "waiting_permission",
    approvals: [...run.approvals, approval],
    parts: addPart(waiting.parts, { kind: "approval", action_id }, event),
  };
}

/** A call waits for leave or for its outcome; one that asks something itself runs meanwhile. */
function heldBack(type: EventOf<"action.required">["payload"]["action_type"]) {
  if (type === "question") return {};
  return { status: type === "outcome_unknown" ? type : "waiting_approval" } as const;
}

/** A person, a rule or the clock decided. */
export function foldActionResolved(run: RunState, event: EventOf<"action.resolved">): RunState {
  const approvals = run.approvals.map((approval) =>
    approval.action_id === event.action_id && approval.decision === undefined
      ? decided(approval, event)
      : approval,
  );
  const calls = run.calls.map((call) =>
    call.tool_call_id === event.tool_call_id && goesOn(call, event)
      ? ({ ...call, ...withEdited(event), status: "queued" } as const)
      : call,
  );
  const stillWaiting = approvals.some((approval) => approval.decision === undefined);
  const status = run.status === "waiting_permission" && !stillWaiting ? "running" : run.status;
  return { ...run, status, approvals, calls };
}

/** A call goes on after each answer to an approval; one of unknown outcome only to be made again. */
function goesOn({ status }: ToolCallState, { payload }: EventOf<"action.resolved">): boolean {
  if (status === "outcome_unknown") return payload.decision === "retry";
  return status === "waiting_approval";
}

/** The arguments that the person put in the place of the model's. */
function withEdited({ payload: { edited } }: EventOf<"action.resolved">) {
  if (edited === undefined) return {};
  return { arguments_text: JSON.stringify(edited.after), changed_by: "person" } as const;
}

function decided(approval: ApprovalState, event: EventOf<"action.resolved">): ApprovalState {
  const { decision, decided_by, reason, edited, content } = event.payload;
  return {
    ...approval,
    decision,
    decided_at: event.timestamp,
    decided_by,
    ...(edited !== undefined && { edited }),
    ...(reason !== undefined && { reason }),
    ...(content !== undefined && { content }),
  };
}

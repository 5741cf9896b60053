import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { DecisionState } from "./decision-state.ts";

/** Decisions that a thread remembers; the newest count, and the log keeps all. */
const MAX_DECISIONS = 200;

type Decisions = readonly DecisionState[];

/** The decisions of a thread about its calls after one more event. */
export function foldDecisions(decisions: Decisions, event: RuntimeEvent): Decisions {
  switch (event.type) {
    case "permission.evaluated":
      return [...decisions, evaluated(event)].slice(-MAX_DECISIONS);
    case "action.required":
      return asked(decisions, event);
    case "permission.resolved":
      return permitted(decisions, event);
    case "action.resolved":
      return answered(decisions, event);
    default:
      return decisions;
  }
}

function evaluated({
  timestamp,
  tool_call_id,
  run_id,
  payload,
}: EventOf<"permission.evaluated">): DecisionState {
  const { tool, verdict, rule, source, mode, arguments_hash } = payload;
  return {
    tool,
    ...(tool_call_id !== undefined && { tool_call_id }),
    ...(run_id !== undefined && { run_id }),
    decision: verdict,
    decision_source: source ?? "unknown",
    decision_reason: rule,
    rule_refs: [rule],
    ...(mode !== undefined && { mode }),
    ...(arguments_hash !== undefined && { arguments_hash }),
    evaluated_at: timestamp,
  };
}

/** The gate's question; one about an outcome decides nothing. */
function asked(decisions: Decisions, event: EventOf<"action.required">): Decisions {
  const { action_type, expires_at } = event.payload;
  if (action_type !== "tool_approval" || event.action_id === undefined) return decisions;
  const approval_action_id = event.action_id;
  return changeLast(
    decisions,
    (known) => known.decision === "ask" && known.tool_call_id === event.tool_call_id,
    (known) => ({
      ...known,
      approval_action_id,
      ...(expires_at !== undefined && { expires_at }),
    }),
  );
}

function permitted(decisions: Decisions, event: EventOf<"permission.resolved">): Decisions {
  const { verdict, decided_by, scope, arguments_hash } = event.payload;
  return changeLast(decisions, isAbout(event), (known) => ({
    ...known,
    decision: verdict,
    decision_source: decided_by,
    ...(scope !== undefined && { scope }),
    ...(arguments_hash !== undefined && { arguments_hash }),
    resolved_at: event.timestamp,
  }));
}

function answered(decisions: Decisions, event: EventOf<"action.resolved">): Decisions {
  const { decision, decided_by, reason, edited } = event.payload;
  const isOver = decision === "expired" || decision === "cancelled";
  return changeLast(decisions, isAbout(event), (known) => ({
    ...known,
    ...(isOver && { decision, decision_source: decided_by, resolved_at: event.timestamp }),
    ...(reason !== undefined && { decision_reason: reason }),
    ...(edited !== undefined && { updated_input_ref: `event:${event.event_id}` }),
  }));
}

function isAbout({ action_id }: RuntimeEvent): (known: DecisionState) => boolean {
  return ({ approval_action_id }) => action_id !== undefined && approval_action_id === action_id;
}

function changeLast(
  decisions: Decisions,
  isMeant: (known: DecisionState) => boolean,
  change: (known: DecisionState) => DecisionState,
): Decisions {
  const index = decisions.findLastIndex(isMeant);
  const known = decisions[index];
  return known === undefined ? decisions : decisions.with(index, change(known));
}

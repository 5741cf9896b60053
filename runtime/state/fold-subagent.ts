import type { EventOf } from "#runtime/event/catalogue.ts";
import { isOpenSubagent, type SubagentState } from "./subagent-state.ts";
import type { RunState } from "./thread-state.ts";

type SubagentEvent = EventOf<
  | "subagent.spawned"
  | "subagent.status"
  | "subagent.completed"
  | "subagent.failed"
  | "subagent.closed"
>;

/** A run after one more event of its child agents. The first end of a child is its end (R1). */
export function foldSubagent(run: RunState, event: SubagentEvent): RunState {
  const { subagents = [] } = run;
  if (event.type === "subagent.spawned") {
    return { ...run, subagents: [...subagents, newSubagent(event)] };
  }
  const index = subagents.findIndex(({ subagent_id }) => subagent_id === event.subagent_id);
  const child = subagents[index];
  return child === undefined
    ? run
    : { ...run, subagents: subagents.with(index, changed(child, event)) };
}

function newSubagent(event: EventOf<"subagent.spawned">): SubagentState {
  const { parent_subagent_id: _, parent_tool_call_id: tool_call_id, ...child } = event.payload;
  return {
    ...child,
    subagent_id: event.subagent_id ?? event.event_id,
    ...(tool_call_id !== undefined && { tool_call_id }),
    status: "running",
    sequence: event.sequence,
    spawned_at: event.timestamp,
  };
}

function changed(
  child: SubagentState,
  event: Exclude<SubagentEvent, { type: "subagent.spawned" }>,
): SubagentState {
  if (event.type === "subagent.closed") return { ...child, closed: true };
  if (!isOpenSubagent(child)) return child;
  if (event.type === "subagent.status") return { ...child, work: event.payload };
  const { work: _, ...ended } = { ...child, ended_at: event.timestamp };
  if (event.type === "subagent.completed") {
    return { ...ended, ...event.payload, status: "completed" };
  }
  const { reason: status, ...end } = event.payload;
  return { ...ended, ...end, status };
}

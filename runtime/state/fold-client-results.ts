import type { EventOf } from "#runtime/event/catalogue.ts";
import type { ClientResult } from "#runtime/event/turn-request.ts";
import type { RunState, ToolCallState, TurnState } from "./thread-state.ts";

/** The results that a turn brings stand with the calls of the earlier runs that asked for them. */
export function foldClientResults(
  turns: readonly TurnState[],
  { payload }: EventOf<"turn.submitted">,
): readonly TurnState[] {
  const results = payload.request?.results ?? [];
  if (results.length === 0) return turns;
  const ids = new Set(results.map(({ tool_call_id }) => tool_call_id));
  return turns.map((turn) =>
    turn.run.calls.some(({ tool_call_id }) => ids.has(tool_call_id))
      ? { ...turn, run: withResults(turn.run, results) }
      : turn,
  );
}

function withResults(run: RunState, results: readonly ClientResult[]): RunState {
  return { ...run, calls: run.calls.map((call) => withResult(call, results)) };
}

/** The client answers for the calls that it was handed, and for no others. */
function withResult(call: ToolCallState, results: readonly ClientResult[]): ToolCallState {
  const found = results.find(({ tool_call_id }) => tool_call_id === call.tool_call_id);
  if (found === undefined || call.status !== "done") return call;
  return { ...call, output: { content: found.content }, result_changed_by: "client" };
}

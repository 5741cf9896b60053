import type { EventOf } from "#runtime/event/catalogue.ts";
import type { ClientResult } from "#runtime/event/turn-request.ts";
import type { ToolCallState, TurnState } from "./thread-state.ts";

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
      ? withResults(turn, results)
      : turn,
  );
}

/** The calls of a turn that its client was handed and has sent no result of. */
export function handedCalls(turn: TurnState): readonly ToolCallState[] {
  return turn.run.calls.filter(
    (call) => isHanded(turn, call) && call.result_changed_by === undefined,
  );
}

/** The client answers for the calls that it was handed, and for no others. */
function withResults(turn: TurnState, results: readonly ClientResult[]): TurnState {
  const calls = turn.run.calls.map((call): ToolCallState => {
    const found = results.find(({ tool_call_id }) => tool_call_id === call.tool_call_id);
    if (found === undefined || !isHanded(turn, call)) return call;
    return { ...call, output: { content: found.content }, result_changed_by: "client" };
  });
  return { ...turn, run: { ...turn.run, calls } };
}

function isHanded({ request }: TurnState, { name, status }: ToolCallState): boolean {
  return status === "done" && request?.tools?.some((tool) => tool.name === name) === true;
}

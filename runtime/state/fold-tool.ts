import type { EventOf } from "#runtime/event/catalogue.ts";
import { withOutput, withRemark } from "./output-tail.ts";
import { addCall, touchCall } from "./parts.ts";
import type { RunState, ToolCallState } from "./thread-state.ts";

type ToolEvent = EventOf<
  "tool.args" | "tool.started" | "tool.progress" | "tool.result" | "tool.failed" | "process.output"
>;

/** What a tool call's events do to a run. */
export function foldTool(run: RunState, event: ToolEvent): RunState {
  const id = event.tool_call_id ?? event.event_id;
  switch (event.type) {
    case "tool.args":
      return changeCall(run, id, event, (call) => ({
        ...call,
        name: event.payload.name ?? call.name,
        arguments_text: call.arguments_text + event.payload.text,
      }));
    case "tool.started":
      return changeCall(run, id, event, (call) => ({
        ...call,
        name: event.payload.name,
        status: "running",
        arguments: event.payload.arguments,
        effect: event.payload.effect,
        attempt: event.payload.attempt,
        started_at: event.timestamp,
        ...byProvider(event.payload),
      }));
    case "tool.progress":
      return changeCall(run, id, event, (call) => {
        const tail = withRemark(call.tail, event.payload.message ?? "");
        return { ...call, ...event.payload, ...(tail !== undefined && { tail }) };
      });
    case "process.output":
      if (event.tool_call_id === undefined) return run;
      return changeCall(run, id, event, (call) => ({
        ...call,
        tail: withOutput(call.tail, event.payload.text),
      }));
    case "tool.result":
      return changeCall(run, id, event, (call) => ({
        ...call,
        name: event.payload.name,
        status: "done",
        ended_at: event.timestamp,
        output: event.payload.output,
        result_sequence: event.sequence,
      }));
    case "tool.failed":
      return changeCall(run, id, event, (call) => ({
        ...call,
        name: event.payload.name,
        status: event.payload.reason,
        ended_at: event.timestamp,
        error: event.payload.error,
        result_sequence: event.sequence,
      }));
  }
}

function byProvider(payload: { provider_executed?: true }): { provider_executed?: true } {
  return payload.provider_executed === true ? { provider_executed: true } : {};
}

/** Takes over the calls that the model finished writing: each now waits for its turn. */
export function queueRequestedCalls(run: RunState, event: EventOf<"model.completed">): RunState {
  return event.payload.tool_calls.reduce(
    (state, requested) =>
      changeCall(state, requested.tool_call_id, event, (call) => ({
        ...call,
        name: requested.name,
        arguments_text: requested.arguments,
        status: "queued",
      })),
    run,
  );
}

/** Replaces one call of a run; a call seen for the first time gets its place on the page. */
export function changeCall(
  run: RunState,
  id: string,
  event: { sequence: number } & Parameters<typeof addCall>[2],
  change: (call: ToolCallState) => ToolCallState,
): RunState {
  const index = run.calls.findLastIndex((call) => call.tool_call_id === id);
  const known = run.calls[index];
  if (known === undefined) {
    const call = change(newCall(id, event.sequence));
    return { ...run, calls: [...run.calls, call], parts: addCall(run.parts, id, event) };
  }
  return {
    ...run,
    calls: run.calls.with(index, change(known)),
    parts: touchCall(run.parts, id, event.sequence),
  };
}

function newCall(tool_call_id: string, sequence: number): ToolCallState {
  return { tool_call_id, name: "", status: "writing", sequence, arguments_text: "" };
}

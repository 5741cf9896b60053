import type { EventOf, EventType, RuntimeEvent } from "./catalogue.ts";
import type { Failure } from "./shared.ts";
import type { LaneFailure, ToolsProgress, UarEvent } from "./uar-event.ts";

/** Says what one class of events means on the lanes. */
export type Projector<Event> = (event: Event) => readonly UarEvent[];

/** The classes of events that speak on a lane; every other one is silent there. */
export const PROJECTORS: { readonly [Type in EventType]?: Projector<EventOf<Type>> } = {
  "model.delta": answerDelta,
  "model.completed": answerCompleted,
  "model.failed": answerFailed,
  "reasoning.delta": reasoning,
  "reasoning.summary": reasoning,
  "tool.args": (event) => {
    const { text, ...named } = event.payload;
    return [toolsProgress(event, { state: "writing", ...named, arguments_delta: text })];
  },
  "tool.started": (event) => {
    const { name, arguments: args } = event.payload;
    return [toolsProgress(event, { state: "running", name, arguments: args })];
  },
  "tool.progress": (event) => [toolsProgress(event, { state: "running", ...event.payload })],
  "tool.result": (event) => {
    const { name, output } = event.payload;
    return [toolsProgress(event, { state: "done", name, content: output.content })];
  },
  "output.spilled": (event) => {
    const { output_ref, bytes } = event.payload;
    return [toolsProgress(event, { state: "running", output_ref, bytes })];
  },
  "tool.failed": (event) => {
    const { name, reason, error } = event.payload;
    return [toolsProgress(event, { state: reason, name, error: laneFailure(error) })];
  },
  "action.required": approvalRequired,
  "action.resolved": approvalResolved,
  "artifact.changed": artifactChanged,
  "cost.recorded": costRecorded,
  "limit.changed": ({ payload }) => [{ type: "Usage", lane: "usage", payload }],
  "quota.low": ({ payload }) => [{ type: "Usage", lane: "usage", payload }],
  "context.compaction.completed": () => [statusLine("running", "Earlier messages were summarised")],
  "context.compaction.failed": ({ payload }) => [
    statusLine("warning", "Earlier messages could not be summarised", payload.error.message),
  ],
  "run.status": ({ payload }) => [{ type: "Status", lane: "status", payload }],
  "runtime.warning": warned,
  "runtime.error": ({ payload }) => [failed(payload.error)],
  "sandbox.violation": violated,
  "turn.completed": () => [done("completed")],
  "turn.failed": turnFailed,
};

function answerDelta({ payload }: EventOf<"model.delta">): readonly UarEvent[] {
  const messages: UarEvent[] = [];
  const { text, refusal, citation } = payload;
  const said = (text ?? "") + (refusal ?? "");
  if (said !== "") messages.push({ type: "TokenDelta", lane: "tokens", payload: { text: said } });
  if (citation) messages.push({ type: "Citation", lane: "citations", payload: citation });
  return messages;
}

/** The model's calls wait for their turn from here on; what it spent adds up over a run. */
function answerCompleted({ payload }: EventOf<"model.completed">): readonly UarEvent[] {
  const messages: UarEvent[] = payload.tool_calls.map(({ tool_call_id, name }) => ({
    type: "ToolsProgress",
    lane: "tools",
    payload: { call_id: tool_call_id, state: "queued", name },
  }));
  if (Object.keys(payload.usage).length > 0) {
    messages.push({ type: "Usage", lane: "usage", payload: payload.usage });
  }
  return messages;
}

/** What a new attempt says again is taken back first, on each lane that has some of it. */
function answerFailed({ payload }: EventOf<"model.failed">): readonly UarEvent[] {
  const { text = 0, reasoning: thought = 0 } = payload.discarded ?? {};
  return [...takenBack("tokens", text), ...takenBack("reasoning", thought)];
}

function takenBack(lane: "tokens" | "reasoning", discard: number): readonly UarEvent[] {
  return discard === 0 ? [] : [{ type: "Discarded", lane, payload: { text: "", discard } }];
}

function reasoning({
  payload: { text },
}: EventOf<"reasoning.delta" | "reasoning.summary">): readonly UarEvent[] {
  return [{ type: "ReasoningDelta", lane: "reasoning", payload: { text } }];
}

function toolsProgress(event: RuntimeEvent, progress: Omit<ToolsProgress, "call_id">): UarEvent {
  const call_id = event.tool_call_id ?? event.event_id;
  return { type: "ToolsProgress", lane: "tools", payload: { call_id, ...progress } };
}

function approvalRequired(event: EventOf<"action.required">): readonly UarEvent[] {
  const { action_type, ...asked } = event.payload;
  const about = action_type === "tool_approval" ? {} : { about: action_type };
  const payload = { ...approvalIds(event), state: "required" as const, ...about, ...asked };
  return [
    { type: "Approval", lane: "approvals", payload },
    ...callMoved(event, WAITS[action_type]),
  ];
}

function approvalResolved(event: EventOf<"action.resolved">): readonly UarEvent[] {
  const payload = { ...approvalIds(event), state: "resolved" as const, ...event.payload };
  const isOver = ["mark_done", "mark_failed", "abort"].includes(event.payload.decision);
  const isRunning = event.payload.action_type === "question";
  const moved = isOver ? [] : callMoved(event, isRunning ? "running" : "queued");
  return [{ type: "Approval", lane: "approvals", payload }, ...moved];
}

function approvalIds(event: RuntimeEvent): { action_id: string; call_id?: string } {
  const { event_id, action_id = event_id, tool_call_id } = event;
  return { action_id, ...(tool_call_id !== undefined && { call_id: tool_call_id }) };
}

/** How a call stands that waits for a person; one that asks them something runs meanwhile. */
const WAITS = {
  tool_approval: "waiting_approval",
  outcome_unknown: "outcome_unknown",
  question: "running",
} as const;

/** An approval holds its call back, and lets it go on. */
function callMoved(
  event: RuntimeEvent,
  state: "waiting_approval" | "outcome_unknown" | "queued" | "running",
): readonly UarEvent[] {
  return event.tool_call_id === undefined ? [] : [toolsProgress(event, { state })];
}

function artifactChanged(event: EventOf<"artifact.changed">): readonly UarEvent[] {
  const { content, height, ...note } = event.payload;
  const artifact_id = event.artifact_id ?? event.event_id;
  const messages: UarEvent[] = [];
  if (note.kind === "bundle" && content !== undefined) {
    const { version, title } = note;
    const html = { html: content, ...(height !== undefined && { height }) };
    const payload = { artifact_id, version, title, ...html };
    messages.push({ type: "BundleHtml", lane: "bundle", payload });
  }
  messages.push({ type: "Artifact", lane: "artifacts", payload: { artifact_id, ...note } });
  return messages;
}

function costRecorded({ payload }: EventOf<"cost.recorded">): readonly UarEvent[] {
  const { usage: _, cost, ...model } = payload;
  return cost ? [{ type: "Usage", lane: "usage", payload: { ...model, cost } }] : [];
}

function warned({ payload: { message, hint } }: EventOf<"runtime.warning">): readonly UarEvent[] {
  return [statusLine("warning", message, hint)];
}

function statusLine(status: string, title: string, detail?: string): UarEvent {
  const line = { status, title, ...(detail !== undefined && { detail }) };
  return { type: "Status", lane: "status", payload: line };
}

function violated({ payload }: EventOf<"sandbox.violation">): readonly UarEvent[] {
  const { operation, target, outcome } = payload;
  const message = `The sandbox ${outcome} ${operation} of ${JSON.stringify(target)}`;
  return [failed({ code: "sandbox_violation", message })];
}

function turnFailed({ payload }: EventOf<"turn.failed">): readonly UarEvent[] {
  const { status, error } = payload;
  return status === "cancelled" ? [done(status)] : [failed(error), done(status)];
}

function failed(error: Failure): UarEvent {
  return { type: "Error", lane: "errors", payload: laneFailure(error) };
}

function laneFailure({ code, message, hint }: Failure): LaneFailure {
  return { code, message, ...(hint !== undefined && { hint }) };
}

function done(status: Extract<UarEvent, { type: "Done" }>["payload"]["status"]): UarEvent {
  return { type: "Done", lane: "status", payload: { status, done: true } };
}

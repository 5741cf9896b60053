import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { changeCall } from "./fold-tool.ts";
import type { HookNote } from "./hook-state.ts";
import { addPart } from "./parts.ts";
import type { RunState, ToolCallState } from "./thread-state.ts";

type HookEnd = EventOf<"hook.completed" | "hook.failed">;

/** What a hook did to the work at its point. A hook has no other way to change a run. */
export function foldHook(run: RunState, event: EventOf<"hook.started"> | HookEnd): RunState {
  if (event.type === "hook.started") {
    const { tool_call_id, payload } = event;
    const { timeout_ms: _, ...identity } = payload;
    return { ...run, hook: { ...identity, ...(tool_call_id !== undefined && { tool_call_id }) } };
  }
  const { hook: _, ...closed } = run;
  // What a restart cut off has seen nothing: it is run anew, wherever its point is still to come.
  const isCutOff = event.type === "hook.failed" && event.payload.error.code === "interrupted";
  return isCutOff ? closed : foldEnd(closed, event);
}

function foldEnd(run: RunState, event: HookEnd): RunState {
  switch (event.payload.point) {
    case "session_start":
    case "user_prompt_submit":
      return foldPrompt(run, event);
    case "pre_tool_use":
      return foldCall(run, event, inputChange);
    case "permission_request":
      return foldCall(run, event, () => ({}));
    case "post_tool_use":
    case "post_tool_failure":
      return foldCall(run, event, outputChange);
    case "post_sampling":
    case "stop":
      return foldAnswer(run, event);
  }
}

function foldPrompt(run: RunState, event: HookEnd): RunState {
  const { point, hook } = event.payload;
  const before = run.prompt ?? { hooks: [] };
  const { hooks, session_hooks = [] } = before;
  const isSession = point === "session_start";
  const refused = refusal(event);
  const text = isSession ? undefined : changedText(event);
  return {
    ...run,
    prompt: {
      ...before,
      ...(isSession ? { session_hooks: [...session_hooks, hook] } : { hooks: [...hooks, hook] }),
      ...noted(before, event),
      ...(text !== undefined && { text }),
      ...(refused !== undefined && { refused }),
    },
  };
}

/** The notes of before with the hook's own, if it has one. One that was run anew adds no second one. */
function noted(
  { notes = [] }: { readonly notes?: readonly HookNote[] },
  { type, payload }: HookEnd,
): { notes?: readonly HookNote[] } {
  const { hook, point } = payload;
  const text = type === "hook.completed" ? payload.additional_context : undefined;
  if (text === undefined) return {};
  const others = notes.filter((note) => note.hook !== hook || note.point !== point);
  return { notes: [...others, { hook, point, text }] };
}

function refusal(event: HookEnd): Failure | undefined {
  if (!isNo(event)) return undefined;
  const { type, payload } = event;
  const because = type === "hook.failed" ? `it failed: ${payload.error.message}` : payload.reason;
  const words = because === undefined ? "" : `: ${because}`;
  const message = `The hook "${payload.hook}" did not let the message through${words}`;
  return { code: "blocked_by_hook", message };
}

function isNo({ type, payload }: HookEnd): boolean {
  return type === "hook.failed"
    ? payload.effect === "blocked"
    : payload.outcome === "deny" || payload.outcome === "block";
}

/** The message that a hook put in the place of the person's. */
function changedText(event: HookEnd): string | undefined {
  const input = event.type === "hook.completed" ? event.payload.updated_input : undefined;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
  const { prompt } = input;
  return typeof prompt === "string" ? prompt : undefined;
}

type Completed = EventOf<"hook.completed">["payload"];

function foldCall(
  run: RunState,
  event: HookEnd,
  change: (call: ToolCallState, payload: Completed) => Partial<ToolCallState>,
): RunState {
  const { tool_call_id, payload } = event;
  if (tool_call_id === undefined) return run;
  const isAfter = payload.point.startsWith("post_");
  return changeCall(run, tool_call_id, event, (call) => ({
    ...call,
    ...(isAfter && { hooks: [...(call.hooks ?? []), payload.hook] }),
    ...noted(call, event),
    ...(event.type === "hook.completed" && change(call, event.payload)),
  }));
}

function inputChange(_: ToolCallState, { updated_input }: Completed): Partial<ToolCallState> {
  if (updated_input === undefined) return {};
  return { arguments_text: JSON.stringify(updated_input), changed_by: "hook" };
}

function outputChange(
  { output }: ToolCallState,
  { updated_output: content }: Completed,
): Partial<ToolCallState> {
  if (content === undefined || output === undefined) return {};
  return { output: { ...output, content } };
}

/** A hook looked at the newest answer, or at the end that it would be. */
function foldAnswer(run: RunState, event: HookEnd): RunState {
  const step = run.steps.at(-1);
  if (step === undefined) return run;
  const { hook, point } = event.payload;
  const isAnswer = point === "post_sampling";
  const seen = isAnswer && { hooks: [...(step.hooks ?? []), hook] };
  const steps = run.steps.with(-1, { ...step, ...seen, ...noted(step, event) });
  const reason = isNo(event) ? objection(event) : undefined;
  if (reason === undefined) return { ...run, steps };
  const { step_id } = step;
  const objected = { step_id, reason, ...(isAnswer && { point }) };
  const title = `The hook "${hook}" objected to this answer`;
  return {
    ...run,
    steps,
    objections: [...(run.objections ?? []), objected],
    ...(isAnswer && {
      parts: addPart(run.parts, { kind: "notice", title, detail: reason }, event),
    }),
  };
}

function objection({ type, payload }: HookEnd): string {
  const { hook } = payload;
  if (type === "hook.failed") return `The hook "${hook}" failed: ${payload.error.message}`;
  const asks = payload.point === "stop" ? "asks you to go on" : "objects to your answer";
  return payload.reason ?? `The hook "${hook}" ${asks}`;
}

import type { EventOf } from "#runtime/event/catalogue.ts";
import { changeCall } from "./fold-tool.ts";
import type { HookNote, PromptState } from "./hook-state.ts";
import { addPart } from "./parts.ts";
import type { RunState, ToolCallState } from "./thread-state.ts";

type HookEnd = EventOf<"hook.completed" | "hook.failed">;

/** What a hook did to the work at its point. A hook has no other way to change a run. */
export function foldHook(run: RunState, event: EventOf<"hook.started"> | HookEnd): RunState {
  if (event.type === "hook.started") return { ...run, hook: event };
  const { hook: _, ...closed } = run;
  // What a restart cut off has seen nothing: it is run anew, wherever its point is still to come.
  const isCutOff = event.type === "hook.failed" && event.payload.error.code === "interrupted";
  return isCutOff ? closed : foldEnd(closed, event);
}

function foldEnd(run: RunState, event: HookEnd): RunState {
  const { point } = event.payload;
  if (event.tool_call_id !== undefined) {
    return changeCall(run, event.tool_call_id, event, (call) => changedCall(call, event));
  }
  return point === "post_sampling" || point === "stop"
    ? foldAnswer(run, event)
    : { ...run, prompt: changedPrompt(run.prompt, event) };
}

function changedCall(call: ToolCallState, event: HookEnd): ToolCallState {
  const { hook, point } = event.payload;
  const isAfter = point.startsWith("post_");
  const seen: ToolCallState = {
    ...call,
    ...noted(call, event),
    ...(isAfter && { hooks: [...(call.hooks ?? []), hook] }),
  };
  if (event.type === "hook.failed") return seen;
  const { updated_input, updated_output: content } = event.payload;
  if (point === "pre_tool_use" && updated_input !== undefined) {
    return { ...seen, arguments_text: JSON.stringify(updated_input), changed_by: "hook" };
  }
  if (call.output === undefined || content === undefined) return seen;
  return { ...seen, output: { ...call.output, content } };
}

function changedPrompt(before: PromptState = { hooks: [] }, event: HookEnd): PromptState {
  const { hook, point } = event.payload;
  const list = point === "session_start" ? "session_hooks" : "hooks";
  const reason = because(event, "it failed: ");
  const words = reason === undefined ? "" : `: ${reason}`;
  const message = `The hook "${hook}" did not let the message through${words}`;
  const text = list === "hooks" ? changedText(event) : undefined;
  return {
    ...before,
    ...noted(before, event),
    [list]: [...(before[list] ?? []), hook],
    ...(text !== undefined && { text }),
    ...(isNo(event) && { refused: { code: "blocked_by_hook", message } }),
  };
}

/** The message that a hook put in the place of the person's. */
function changedText(event: HookEnd): string | undefined {
  const input = event.type === "hook.completed" ? event.payload.updated_input : undefined;
  const prompt = input?.["prompt"];
  return typeof prompt === "string" ? prompt : undefined;
}

/** A hook looked at the newest answer, or at the end that it would be. */
function foldAnswer(run: RunState, event: HookEnd): RunState {
  const step = run.steps.at(-1);
  if (step === undefined) return run;
  const { hook, point } = event.payload;
  const isAnswer = point === "post_sampling";
  const seen = isAnswer && { hooks: [...(step.hooks ?? []), hook] };
  const steps = run.steps.with(-1, { ...step, ...seen, ...noted(step, event) });
  if (!isNo(event)) return { ...run, steps };
  const name = `The hook "${hook}"`;
  const asks = isAnswer ? "objects to your answer" : "asks you to go on";
  const reason = because(event, `${name} failed: `) ?? `${name} ${asks}`;
  const objected = { step_id: step.step_id, reason, ...(isAnswer && { point }) };
  const notice = { kind: "notice", title: "This answer does not count", detail: reason } as const;
  return {
    ...run,
    steps,
    objections: [...(run.objections ?? []), objected],
    parts: isAnswer ? addPart(run.parts, notice, event) : run.parts,
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

function isNo({ type, payload }: HookEnd): boolean {
  return type === "hook.failed"
    ? payload.effect === "blocked"
    : payload.outcome === "deny" || payload.outcome === "block";
}

/** Why a hook says no, after what it did; without words of its own, nothing. */
function because({ type, payload }: HookEnd, failed: string): string | undefined {
  return type === "hook.failed" ? failed + payload.error.message : payload.reason;
}

import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { changeCall } from "./fold-tool.ts";
import type { RunState } from "./thread-state.ts";

type HookEnd = EventOf<"hook.completed" | "hook.failed">;

/** What a hook did to the work at its point. A hook has no other way to change a run. */
export function foldHook(run: RunState, event: HookEnd): RunState {
  switch (event.payload.point) {
    case "user_prompt_submit":
      return foldPrompt(run, event);
    case "pre_tool_use":
      return foldInput(run, event);
    case "post_tool_use":
      return foldOutput(run, event);
    case "stop":
      return foldObjection(run, event);
    default:
      return run;
  }
}

function foldPrompt(run: RunState, event: HookEnd): RunState {
  const hooks = [...(run.prompt?.hooks ?? []), event.payload.hook];
  const text = changedText(event);
  const refused = refusal(event);
  return {
    ...run,
    prompt: {
      ...run.prompt,
      hooks,
      ...(text !== undefined && { text }),
      ...(refused !== undefined && { refused }),
    },
  };
}

function refusal({ type, payload }: HookEnd): Failure | undefined {
  const isNo = type === "hook.failed" ? payload.effect === "blocked" : isRefusal(payload.outcome);
  if (!isNo) return undefined;
  const because = type === "hook.failed" ? `it failed: ${payload.error.message}` : payload.reason;
  const words = because === undefined ? "" : `: ${because}`;
  const message = `The hook "${payload.hook}" did not let the message through${words}`;
  return { code: "blocked_by_hook", message };
}

function isRefusal(outcome: string): boolean {
  return outcome === "deny" || outcome === "block";
}

/** The message that a hook put in the place of the person's. */
function changedText(event: HookEnd): string | undefined {
  const input = event.type === "hook.completed" ? event.payload.updated_input : undefined;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
  const { prompt } = input;
  return typeof prompt === "string" ? prompt : undefined;
}

function foldInput(run: RunState, event: HookEnd): RunState {
  if (event.type === "hook.failed" || event.tool_call_id === undefined) return run;
  const { updated_input } = event.payload;
  if (updated_input === undefined) return run;
  const arguments_text = JSON.stringify(updated_input);
  return changeCall(run, event.tool_call_id, event, (call) => ({
    ...call,
    arguments_text,
    changed_by: "hook",
  }));
}

function foldOutput(run: RunState, event: HookEnd): RunState {
  if (event.type === "hook.failed" || event.tool_call_id === undefined) return run;
  const { updated_output: content } = event.payload;
  if (content === undefined) return run;
  return changeCall(run, event.tool_call_id, event, (call) => ({
    ...call,
    ...(call.output !== undefined && { output: { ...call.output, content } }),
  }));
}

function foldObjection(run: RunState, event: HookEnd): RunState {
  const step_id = run.steps.at(-1)?.step_id;
  const reason = objection(event);
  if (reason === undefined || step_id === undefined) return run;
  return { ...run, objections: [...(run.objections ?? []), { step_id, reason }] };
}

function objection({ type, payload }: HookEnd): string | undefined {
  if (type === "hook.failed") {
    const { hook, effect, error } = payload;
    return effect === "blocked" ? `The hook "${hook}" failed: ${error.message}` : undefined;
  }
  if (!isRefusal(payload.outcome)) return undefined;
  return payload.reason ?? `The hook "${payload.hook}" asks you to go on`;
}

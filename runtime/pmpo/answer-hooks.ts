import type { Hook } from "#runtime/hook/hook.ts";
import { runHook } from "#runtime/hook/run-hook.ts";
import type { RunState, StepState } from "#runtime/state/thread-state.ts";
import type { Drafts } from "./drafts.ts";
import { aboutRun, hookServices, isRefused, type Hooked } from "./hook-subject.ts";

/** The hooks that have yet to see the newest answer; none once one of them has objected to it. */
export function unseenAnswerHooks({ run, services: { hooks } }: Hooked): readonly Hook[] {
  const step = run.steps.at(-1);
  if (step?.state !== "completed" || isObjectedTo(run, step)) return [];
  return hooks.filter(({ point, name }) => {
    return point === "post_sampling" && step.hooks?.includes(name) !== true;
  });
}

function isObjectedTo({ objections = [] }: RunState, { step_id }: StepState): boolean {
  return objections.at(-1)?.step_id === step_id;
}

/** Shows an answer to the hooks before anything of it is done; the first objection ends it. */
export async function* showAnswer(hooks: readonly Hook[], pass: Hooked): Drafts {
  const { text = "", tool_calls = [] } = pass.run.steps.at(-1) ?? {};
  const calls = tool_calls.map(({ tool_call_id, name: tool_name, arguments: arguments_text }) => {
    return { tool_call_id, tool_name, arguments_text };
  });
  for (const hook of hooks) {
    const subject = { ...aboutRun(pass), text, tool_calls: calls };
    const { decision } = yield* runHook(hook, subject, hookServices(pass));
    if (isRefused(decision)) return;
  }
}

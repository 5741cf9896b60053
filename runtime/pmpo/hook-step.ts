import type { Hook } from "#runtime/hook/hook.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { showAnswer, unseenAnswerHooks } from "./answer-hooks.ts";
import type { Drafts } from "./drafts.ts";
import type { Hooked } from "./hook-subject.ts";
import { showEnd, unseenEnds } from "./tool-hooks.ts";

/** What hooks have to see before the loop goes on. */
export type HookStep =
  | { readonly step: "show_answer"; readonly hooks: readonly Hook[] }
  | { readonly step: "show_results"; readonly calls: readonly ToolCallState[] };

/** The step before the next one that the state alone tells; undefined where hooks have seen all. */
export function hookStep(pass: Hooked): HookStep | undefined {
  const hooks = unseenAnswerHooks(pass);
  if (hooks.length > 0) return { step: "show_answer", hooks };
  const calls = unseenEnds(pass);
  return calls.length > 0 ? { step: "show_results", calls } : undefined;
}

export async function* performHookStep(step: HookStep, pass: Hooked): Drafts {
  if (step.step === "show_answer") return yield* showAnswer(step.hooks, pass);
  for (const call of step.calls) yield* showEnd(call, pass);
}

import type { Hook } from "#runtime/hook/hook.ts";
import { runHook } from "#runtime/hook/run-hook.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Drafts } from "./drafts.ts";
import { aboutRun, hookServices, isRefused, type Hooked } from "./hook-subject.ts";
import type { LoopServices } from "./services.ts";

/** The hooks that have yet to see the message: each sees it once, also over a restart. */
export function unseenPromptHooks(run: RunState, { hooks }: LoopServices): readonly Hook[] {
  const seen = run.prompt?.hooks ?? [];
  return hooks.filter(({ point, name }) => point === "user_prompt_submit" && !seen.includes(name));
}

/** Shows the message to the hooks, each as the one before it left it; the first no ends it. */
export async function* showPrompt(hooks: readonly Hook[], input: string, pass: Hooked): Drafts {
  let prompt = pass.run.prompt?.text ?? input;
  for (const hook of hooks) {
    const subject = { ...aboutRun(pass), prompt };
    const { decision, updated_input } = yield* runHook(hook, subject, hookServices(pass));
    if (isRefused(decision)) return;
    const changed = updated_input?.["prompt"];
    if (typeof changed === "string") prompt = changed;
  }
}

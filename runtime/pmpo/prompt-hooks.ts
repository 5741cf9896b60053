import type { Hook } from "#runtime/hook/hook.ts";
import { runHook } from "#runtime/hook/run-hook.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Drafts } from "./drafts.ts";
import { aboutRun, hookServices, isRefused, type Hooked } from "./hook-subject.ts";

/**
 * The hooks that have yet to see what a model is asked: those of a session that begins, then those of
 * the message. Each sees it once, also over a restart.
 */
export function unseenPromptHooks({ run, thread, services: { hooks } }: Asked): readonly Hook[] {
  const { hooks: seen = [] } = run.prompt ?? {};
  const begun = hooksOfBeginning(thread);
  return [
    ...hooks.filter(({ point, name }) => point === "session_start" && begun?.has(name) === false),
    ...hooks.filter(({ point, name }) => point === "user_prompt_submit" && !seen.includes(name)),
  ];
}

interface Asked extends Hooked {
  readonly thread: ThreadState;
}

/**
 * The hooks that have seen a session begin; undefined once it has, since a model was asked. A refused
 * turn began nothing.
 */
function hooksOfBeginning({ turns }: ThreadState): ReadonlySet<string> | undefined {
  if (turns.some(({ run }) => run.steps.length > 0)) return undefined;
  const passed = turns.filter(({ run }) => run.prompt?.refused === undefined);
  return new Set(passed.flatMap(({ run }) => run.prompt?.session_hooks ?? []));
}

/** Shows the message to the hooks, each as the one before it left it; the first no ends it. */
export async function* showPrompt(hooks: readonly Hook[], input: string, pass: Hooked): Drafts {
  let prompt = pass.run.prompt?.text ?? input;
  for (const hook of hooks) {
    const isSession = hook.point === "session_start";
    const subject = { ...aboutRun(pass), ...(!isSession && { prompt }) };
    const { decision, updated_input } = yield* runHook(hook, subject, hookServices(pass));
    if (isRefused(decision)) return;
    const changed = isSession ? undefined : updated_input?.["prompt"];
    if (typeof changed === "string") prompt = changed;
  }
}

import type { HookServices, HookSubject } from "#runtime/hook/run-hook.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { LoopServices } from "./services.ts";

/** A run's look at its hooks. */
export interface Hooked {
  readonly run: RunState;
  readonly services: LoopServices;
  readonly signal: AbortSignal;
}

/** What each hook is told of the run. */
export function aboutRun({ run, services }: Hooked): HookSubject {
  const { session_id, thread_id, run_id } = run;
  return { session_id, thread_id, run_id, agent: services.agent.id };
}

/** What a hook works with. */
export function hookServices({ services: { clock, ids }, signal }: Hooked): HookServices {
  return { clock, ids, signal };
}

/** Whether an answer is a no. */
export function isRefused(decision: string): boolean {
  return decision === "deny" || decision === "block";
}

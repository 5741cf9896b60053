import type { HookPoint } from "#runtime/event/hook.ts";
import type { Failure } from "#runtime/event/shared.ts";

/** What a hook put beside what it has seen, for the model to read. */
export interface HookNote {
  readonly hook: string;
  readonly point: HookPoint;
  readonly text: string;
}

export interface Objection {
  readonly step_id: string;
  readonly reason: string;
  /** It is against the answer itself: none of its calls is made. */
  readonly point?: "post_sampling";
}

/** A person's message as hooks left it. */
export interface PromptState {
  /** Those that have seen it. */
  readonly hooks: readonly string[];
  /** Those that have seen the session begin. */
  readonly session_hooks?: readonly string[];
  /** What takes the place of the person's words. */
  readonly text?: string;
  readonly notes?: readonly HookNote[];
  /** A hook's no: the run does not go on. */
  readonly refused?: Failure;
}

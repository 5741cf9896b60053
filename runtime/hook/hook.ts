import { z } from "zod";

import type { HookPoint } from "#runtime/event/hook.ts";
import { Json } from "#runtime/event/shared.ts";

/** What one answer of a hook may add for the model to read. */
const MAX_CONTEXT_CHARS = 10_000;

/** What a hook is told; a command reads it as JSON from its standard input. */
export interface HookInput {
  readonly point: HookPoint;
  readonly hook_run_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  readonly run_id: string;
  readonly agent: string;
  /** The person's message, at `user_prompt_submit`. */
  readonly prompt?: string;
  readonly tool_call_id?: string;
  readonly tool_name?: string;
  readonly tool_effect?: string;
  readonly tool_input?: Json;
  /** Why a person is to be asked, at `permission_request`. */
  readonly rule?: string;
  /** What the tool gave, at `post_tool_use`. */
  readonly tool_output?: string;
  /** Why it gave nothing, at `post_tool_failure`. */
  readonly tool_error?: string;
  /** The answer, at `post_sampling` and `stop`. */
  readonly text?: string;
  /** The calls that the answer asks for, at `post_sampling`; the arguments as the model wrote them. */
  readonly tool_calls?: readonly {
    readonly tool_call_id: string;
    readonly tool_name: string;
    readonly arguments_text: string;
  }[];
}

/**
 * What a hook may say. `deny` and `block` are the same no; `ask` puts the call before a person;
 * `allow` answers where only the mode would ask. At `user_prompt_submit` the changed input is
 * `{prompt}`. `suppress_output` keeps a tool's result from the model.
 */
export const HookAnswer = z.strictObject({
  decision: z.enum(["continue", "block", "allow", "deny", "ask"]).default("continue"),
  reason: z.string().max(4_000).exactOptional(),
  updated_input: z.record(z.string(), Json).exactOptional(),
  updated_output: z.string().exactOptional(),
  suppress_output: z.boolean().exactOptional(),
  /** What the model reads beside the message, the result or the answer, as coming from the hook. */
  additional_context: z.string().min(1).max(MAX_CONTEXT_CHARS).exactOptional(),
});
export type HookAnswer = z.output<typeof HookAnswer>;

/** Code that looks on, and may step in, at one point of every run. */
export interface Hook {
  /** Unique at its point. */
  readonly name: string;
  readonly point: HookPoint;
  /** Tools that it is about, with `*` as a wildcard; absent, all. */
  readonly match?: string;
  /** It fails after this time, whatever it does; absent, 10 seconds. */
  readonly timeout_ms?: number;
  /** What its failure does; absent, it blocks what has not begun and is ignored elsewhere. */
  readonly on_failure?: "block" | "ignore";
  /** The answer is checked: anything that does not fit HookAnswer is a failure. */
  run(input: HookInput, signal: AbortSignal): Promise<z.input<typeof HookAnswer>>;
}

/** The hooks of a point that care about a tool, in the order in which they were given. */
export function hooksAt(
  hooks: readonly Hook[],
  point: HookPoint,
  isAbout: (match: string) => boolean,
): readonly Hook[] {
  return hooks.filter((hook) => {
    return hook.point === point && (hook.match === undefined || isAbout(hook.match));
  });
}

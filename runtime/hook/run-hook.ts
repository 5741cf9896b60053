import { z } from "zod";

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import { HookAnswer, type Hook, type HookInput } from "./hook.ts";

/** How long a hook may take when it does not say. */
const HOOK_TIMEOUT_MS = 10_000;

export interface HookServices {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly signal: AbortSignal;
}

/** What a hook is about, without what is stamped on it. */
export type HookSubject = Omit<HookInput, "point" | "hook_run_id">;

/**
 * Runs one hook: yields `hook.started`, then the one fact of how it ended, and returns its answer.
 *
 * H1 It ends once, by its answer, its failure, its time-out or a stop, whatever the hook does.
 * H2 A failure counts as the hook's policy says: before the fact as a no, after it as nothing.
 */
export async function* runHook(
  hook: Hook,
  subject: HookSubject,
  { clock, ids, signal }: HookServices,
): AsyncGenerator<readonly EventDraft[], HookAnswer, undefined> {
  const hook_run_id = ids.next("hook");
  const { name, point, timeout_ms = HOOK_TIMEOUT_MS } = hook;
  const identity = { hook_run_id, hook: name, point };
  const { tool_call_id } = subject;
  const about = tool_call_id === undefined ? {} : { tool_call_id };
  yield [{ type: "hook.started", ...about, payload: { ...identity, timeout_ms } }];

  const startedAt = clock.monotonic();
  const outcome = await settle(hook, { ...subject, point, hook_run_id }, timeout_ms, clock, signal);
  const duration_ms = Math.round(clock.monotonic() - startedAt);
  if (outcome.ok) {
    const answer = withheld(hook, outcome.answer);
    const { decision, ...rest } = answer;
    const payload = { ...identity, outcome: decision, duration_ms, ...rest };
    yield [{ type: "hook.completed", ...about, payload }];
    return answer;
  }
  const { error } = outcome;
  const effect = failureBlocks(hook) ? "blocked" : "ignored";
  yield [{ type: "hook.failed", ...about, payload: { ...identity, error, effect, duration_ms } }];
  if (effect === "ignored") return { decision: "continue" };
  return { decision: "deny", reason: `The hook "${name}" failed: ${error.message}` }; // H2
}

/** After the fact a no can only keep the result from the model. */
function withheld({ name, point }: Hook, answer: HookAnswer): HookAnswer {
  const isNo = answer.decision === "deny" || answer.decision === "block";
  if (point !== "post_tool_use" || !(isNo || answer.suppress_output === true)) return answer;
  const because = answer.reason === undefined ? "" : `: ${answer.reason}`;
  return { ...answer, updated_output: `The hook "${name}" withheld this result${because}` };
}

type Outcome =
  | { readonly ok: true; readonly answer: HookAnswer }
  | { readonly ok: false; readonly error: Failure };

/** Keeps H1: the first of answer, time-out and stop counts. */
async function settle(
  hook: Hook,
  input: HookInput,
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Outcome> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const answer = Promise.try(() => hook.run(input, either)).then(checked, broken);
  const late = clock.sleep(timeoutMs, either).then(
    () => failure("timed_out", `No answer within ${timeoutMs} ms`),
    () => failure("cancelled", "The run was stopped"),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort(new DOMException("The hook is over", "AbortError"));
  }
}

function checked(answer: unknown): Outcome {
  const parsed = HookAnswer.safeParse(answer);
  if (parsed.success) return { ok: true, answer: parsed.data };
  return failure("invalid_answer", `Its answer does not fit: ${z.prettifyError(parsed.error)}`);
}

function broken(cause: unknown): Outcome {
  return failure("error", cause instanceof Error ? cause.message : String(cause));
}

function failure(code: string, message: string): Outcome {
  return { ok: false, error: { code, message } };
}

function failureBlocks({ point, on_failure }: Hook): boolean {
  if (on_failure !== undefined) return on_failure === "block";
  return BEFORE_THE_FACT.has(point);
}

/** Where a person is asked after a failure, nothing is held back by it. */
const BEFORE_THE_FACT: ReadonlySet<Hook["point"]> = new Set([
  "session_start",
  "user_prompt_submit",
  "pre_tool_use",
]);

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { runHook } from "#runtime/hook/run-hook.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { aboutRun, hookServices, isRefused, type Hooked } from "./hook-subject.ts";

/** How often hooks may send a run on; then it stops, whatever they say. */
const MAX_OBJECTIONS = 3;

/**
 * Asks the hooks whether the run may stop; true when one of them sends it on, with its reason. A run
 * that only summarises gives no answer that hooks could see.
 */
export async function* isSentOn(
  pass: Hooked,
): AsyncGenerator<readonly EventDraft[], boolean, undefined> {
  if (pass.run.kind !== undefined) return false;
  const sentOn = pass.run.objections?.filter(({ point }) => point === undefined) ?? [];
  if (sentOn.length >= MAX_OBJECTIONS) return false;
  for (const hook of pass.services.hooks) {
    if (hook.point !== "stop") continue;
    const subject = { ...aboutRun(pass), text: answerText(pass.run) };
    const { decision } = yield* runHook(hook, subject, hookServices(pass));
    if (isRefused(decision)) return true;
  }
  return false;
}

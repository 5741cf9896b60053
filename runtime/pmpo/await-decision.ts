import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Clock } from "#runtime/services.ts";
import type { EventSink } from "#runtime/sink.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import type { Drafts } from "./drafts.ts";

/** A person who does not answer within this time is taken as a no. */
export const APPROVAL_EXPIRY_MS = 60 * 60_000;

/**
 * Waits until the log holds an answer, until the question expires, or until the run is stopped.
 * Only the log resumes a run: an answer is `action.resolved`, whoever wrote it. Nobody answers
 * once the time is up (R12), so an answer and the expiry never both reach the log.
 */
export async function* awaitDecision(
  approval: ApprovalState,
  sink: EventSink,
  clock: Clock,
  signal: AbortSignal,
): Drafts {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const answered = sink.until((state) => isDecided(state, approval), either).then(() => "answered");
  const expired = sleepUntilExpiry(approval, clock, either).then(() => "expired");
  try {
    if ((await Promise.race([answered, expired])) === "answered") return;
    // An answer of the last moment may be on its way to the log; behind this line it is there.
    yield [TIME_IS_UP];
    if (!isDecided(await sink.state(), approval)) yield [expiry(approval)];
  } catch (reason) {
    if (!signal.aborted) throw reason;
  } finally {
    over.abort();
  }
}

function isDecided(state: ThreadState, { run_id, action_id }: ApprovalState): boolean {
  const approvals = findRun(state, run_id)?.approvals ?? [];
  return approvals.some((known) => known.action_id === action_id && known.decision !== undefined);
}

/** Timers hold at most 24.8 days; a question without expiry is asked for that long. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Timers may ring a moment early; the question expires by the clock and no sooner. */
export async function sleepUntilExpiry(
  approval: Pick<ApprovalState, "expires_at">,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let left = msLeft(approval, clock); left > 0; left = msLeft(approval, clock)) {
    await clock.sleep(left, signal);
  }
}

function msLeft({ expires_at }: Pick<ApprovalState, "expires_at">, clock: Clock): number {
  if (expires_at === undefined) return MAX_TIMER_MS;
  const left = Date.parse(expires_at) - Date.parse(clock.now());
  return Math.min(Math.max(left, 0), MAX_TIMER_MS);
}

const TIME_IS_UP: EventDraft = {
  type: "run.status",
  payload: { status: "running", phase: "perform", title: "Nobody answered in time" },
};

function expiry({ action_id, tool_call_id }: ApprovalState): EventDraft {
  const payload = {
    decision: "expired",
    decided_by: "runtime",
    reason: "Nobody answered in time",
  } as const;
  return { type: "action.resolved", action_id, tool_call_id, payload };
}

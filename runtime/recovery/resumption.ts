import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import { brokenOff, compactionEnds, openHook, RECOVERIES_SPENT } from "#runtime/pmpo/ending.ts";
import { opening } from "#runtime/pmpo/opening.ts";
import type { LoopServices } from "#runtime/pmpo/services.ts";
import { costRecorded } from "#runtime/pmpo/spending-facts.ts";
import { attemptId } from "#runtime/state/run-queries.ts";
import type { Part, RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { onlyWaits, type Attempt } from "./attempt.ts";

/** A turn that stops the server each time must not do so for ever (D4). */
const MAX_RECOVERIES = 3;

/** Said of a run that was only waiting when the server stopped. */
export const STILL_WAITING = "Recovered after a restart, still waiting for you";

interface Observed {
  readonly thread: ThreadState;
  readonly run: RunState;
}

/**
 * The first facts of a run that a restart cut off, in place of its opening: what was open is closed,
 * and a new attempt begins. All else is the loop's own work, from the state as always (R3).
 */
export function resumption(
  { thread, run }: Observed,
  attempt: Attempt,
  services: LoopServices,
): { prompt: string; drafts: readonly EventDraft[] } {
  const begun = opening(attempt, services, run);
  const isKnown = hasOwnContext(run);
  const facts = isKnown ? [] : begun.drafts.filter(({ type }) => OPENING_FACTS.has(type));
  const prompt = isKnown ? run.system_prompt : begun.prompt;
  return { prompt, drafts: [...facts, ...goingOn(thread, run, attempt, services)] };
}

/** What a forked run took over of another one's context holds for its own opening alone. */
function hasOwnContext({ context, forked_from }: RunState): boolean {
  return context !== undefined && context.sequence > (forked_from?.sequence ?? 0);
}

const OPENING_FACTS: ReadonlySet<string> = new Set(["tool.catalog.resolved", "context.resolved"]);

function goingOn(
  thread: ThreadState,
  run: RunState,
  { attempt }: Attempt,
  services: LoopServices,
): readonly EventDraft[] {
  if (run.task_end !== undefined) return [lastWord(run, run.task_end)];
  if (onlyWaits(run)) return [status(STILL_WAITING)];
  const crashes = run.recovery?.crashes ?? 0;
  if (crashes >= MAX_RECOVERIES && run.paused !== true) {
    return [...unpaid(run, services), ...brokenOff(run, RECOVERIES_SPENT)];
  }
  const { agent, model } = run;
  const downtime_ms = Math.max(0, Date.parse(services.clock.now()) - Date.parse(thread.updated_at));
  return [
    ...interrupted(run),
    { type: "task.attempt.started", payload: { attempt, agent, model, downtime_ms } },
    ...unpaid(run, services),
    status(`Recovered after a restart, attempt ${attempt}`),
  ];
}

/** The crash came between the end of the task and that of the run: the same end is said once more (R1). */
function lastWord({ usage }: RunState, end: NonNullable<RunState["task_end"]>): EventDraft {
  if (end.status === "completed") return { type: "turn.completed", payload: { usage } };
  const { status: ended, error = INTERRUPTED } = end;
  return { type: "turn.failed", payload: { status: ended, error, usage } };
}

/** The price of the newest answer, where the log ends between the two: a budget misses none (R7). */
function unpaid(run: RunState, { router }: LoopServices): readonly EventDraft[] {
  const answered = run.steps.filter(({ state }) => state === "completed").length;
  const step = run.steps.at(-1);
  const isPaid = (run.cost?.answers ?? 0) >= answered;
  if (step?.state !== "completed" || isPaid) return [];
  const { provider, model, step_id, usage = {} } = step;
  return [costRecorded({ provider, model, ...router.facts(step) }, step_id, usage)];
}

/** The ends of what the former attempt left open and this one does not go on with. */
function interrupted(run: RunState): readonly EventDraft[] {
  const attempt_id = attemptId(run.run_id, run.recovery?.attempt ?? 1);
  const hooks = [...openHook(run), ...lostQuestions(run)].map((draft) => ({
    ...draft,
    attempt_id,
  }));
  const step = run.steps.at(-1);
  const elsewhere = run.calls.filter(
    (call) => call.status === "running" && call.provider_executed === true,
  );
  const ends = elsewhere.map(({ tool_call_id, name }): EventDraft => {
    const error = { code: "lost", message: `The outcome of ${name} is unknown` };
    const payload = { name, reason: "lost", error, provider_executed: true } as const;
    return { type: "tool.failed", attempt_id, tool_call_id, payload };
  });
  if (run.compaction?.state === "open") {
    const cutOff = compactionEnds(run.compaction, INTERRUPTED);
    return [...hooks, ...ends, ...cutOff.map((draft) => ({ ...draft, attempt_id }))];
  }
  if (step?.state !== "open") return [...hooks, ...ends];
  const text = step.text.length;
  const reasoning = thoughtsAfter(step.sequence, run.parts);
  const discarded = { text, reasoning };
  const payload = { reason: "interrupted", error: INTERRUPTED, discarded } as const;
  return [...hooks, ...ends, { type: "model.failed", attempt_id, step_id: step.step_id, payload }];
}

/** Nobody waits for the answers any more: the calls that asked ended with the server. */
function lostQuestions({ approvals }: RunState): readonly EventDraft[] {
  const open = approvals.filter(
    ({ about, decision }) => about === "question" && decision === undefined,
  );
  return open.map(({ action_id, tool_call_id }) => {
    const reason = "The server stopped before it was answered";
    const payload = { decision: "lost", decided_by: "runtime", reason } as const;
    return { type: "action.resolved", action_id, tool_call_id, payload };
  });
}

function thoughtsAfter(sequence: number, parts: readonly Part[]): number {
  return parts
    .filter((part) => part.kind === "reasoning" && part.sequence > sequence)
    .reduce((sum, part) => sum + (part.kind === "reasoning" ? part.text.length : 0), 0);
}

function status(title: string): EventDraft {
  return { type: "run.status", payload: { status: "running", title } };
}

/** Said of an answer that a restart cut off. */
const INTERRUPTED: Failure = {
  code: "interrupted",
  message: "The server stopped before the answer was complete",
};

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Phase } from "#runtime/event/shared.ts";
import type { RunContext } from "#runtime/run-context.ts";
import { isStarted, type Attempt } from "#runtime/recovery/attempt.ts";
import { outcomeQuestion, settledOutcome } from "#runtime/recovery/outcome.ts";
import { resumption } from "#runtime/recovery/resumption.ts";
import type { EventSink } from "#runtime/sink.ts";
import { findRun, isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { authorizeAll, denial, overruled } from "./authorize.ts";
import { awaitDecision } from "./await-decision.ts";
import { CallStops } from "./call-stops.ts";
import { ClockJumps } from "./clock-jumps.ts";
import type { Drafts } from "./drafts.ts";
import { compact } from "./compaction/compact.ts";
import { compactionAsked, compactionDue, compactionForced } from "./compaction/due.ts";
import { aborted, completed, failed, nearBudget, overBudget, stopped } from "./ending.ts";
import { monitor } from "./monitor.ts";
import { opening } from "./opening.ts";
import { performModel } from "./perform-model.ts";
import { performTools } from "./perform-tools.ts";
import { hookStep, performHookStep, type HookStep } from "./hook-step.ts";
import { plan, type Step } from "./plan.ts";
import { showPrompt, unseenPromptHooks } from "./prompt-hooks.ts";
import type { LoopServices } from "./services.ts";
import { isSentOn } from "./stop-hooks.ts";
import { afterTools } from "./tool-hooks.ts";

/**
 * The PMPO loop of one run: PLAN names the next step, MONITOR lets it pass, PERFORM does it, and
 * OBSERVE is the fold of what was written. It keeps no state of its own: each pass starts from the
 * fold, and each batch of drafts is in the log before the loop goes on (commit before resume).
 */
export async function* loop(
  context: Attempt,
  sink: EventSink,
  services: LoopServices,
  signal: AbortSignal,
): Drafts {
  const before = await observe(sink, context);
  const { prompt, drafts } = isStarted(before.run)
    ? resumption(before, context, services)
    : opening(context, services, before.run);
  yield drafts;
  const jumps = new ClockJumps(services.clock);
  let observed: readonly EventDraft[] = [];
  for (let pass = before.run.pass + 1; ; pass += 1) {
    const { thread, run } = await observe(sink, context);
    if (isTerminal(run.status)) return;
    const step = hookStep({ run, services, signal }) ?? plan(run);
    const planned = status("plan", pass, STEP_TITLES[step.step]);

    jumps.look({ counts: true });
    const now = jumps.without(thread.updated_at);
    const verdict = monitor(run, services.agent.budget, now, step.step);
    const monitored = status("monitor", pass, verdict.go ? "Within budget" : "Stopping");
    const thought = [...observed, planned, monitored];
    if (!verdict.go) {
      const end = verdict.reason === "cancelled" ? stopped(run) : overBudget(run, verdict.spent);
      return yield [...thought, ...end];
    }
    if (step.step === "finish" && (yield* isSentOn({ run, services, signal }))) continue;
    if (isLastStep(step)) return yield [...thought, ...ending(step, run)];

    const warnings = verdict.near.map(nearBudget);
    const begun = [...thought, ...warnings, status("perform", pass, STEP_TITLES[step.step])];
    yield* perform(step, { context, prompt, sink, services, signal, thread, run, begun });
    if (step.step === "wait") jumps.look({ counts: false }); // Waits are taken off as they were recorded.
    observed = [status("observe", pass, "Reading what came of it")];
  }
}

/** OBSERVE: the run as the log tells it now. */
async function observe(sink: EventSink, { run_id }: RunContext) {
  const thread = await sink.state();
  const run = findRun(thread, run_id);
  if (run === undefined) throw new Error(`The log holds no turn for the run "${run_id}"`);
  return { thread, run };
}

interface Pass {
  readonly context: RunContext;
  readonly prompt: string;
  readonly sink: EventSink;
  readonly services: LoopServices;
  readonly signal: AbortSignal;
  readonly thread: ThreadState;
  readonly run: RunState;
  /** What is to be said before anything is done; it shares an append with what follows at once. */
  readonly begun: readonly EventDraft[];
}

/** PERFORM: the only phase with effects. */
async function* perform(step: WorkStep, pass: Pass): Drafts {
  const { context, run, services, signal, begun } = pass;
  switch (step.step) {
    case "call_model": {
      const unseen = unseenPromptHooks(pass);
      if (unseen.length === 0) return yield* callModel(pass);
      yield begun;
      return yield* showPrompt(unseen, pass.context.user_input, pass);
    }
    case "compact":
      return yield* compact(pass, asked(pass));
    case "authorize":
      yield begun;
      return yield* authorizeAll(step.calls, pass);
    case "overrule":
      return yield [...begun, ...step.calls.map((call) => overruled(call, step.reason))];
    case "show_answer":
    case "show_results":
      yield begun;
      return yield* performHookStep(step, pass);
    case "refuse":
      return yield [...begun, denial(step.call, step.approval)];
    case "run_tools": {
      yield begun;
      const stops = new CallStops(pass.sink, run.run_id, signal);
      const work = { run, context, services, stops, sink: pass.sink };
      return yield* afterTools(performTools(step.calls, work), pass);
    }
    case "wait":
      yield begun;
      return yield* awaitDecision(step.approval, pass.sink, services.clock, signal);
    case "ask_outcome":
      return yield [...begun, await outcomeQuestion(step.call, services.ids)];
    case "settle_outcome":
      return yield [...begun, settledOutcome(step.call, step.isDone)];
  }
}

/** Asks for the answer, once there is room for it: what makes room is looked at in the next pass. */
async function* callModel(pass: Pass): Drafts {
  const due = compactionDue(pass);
  yield* due === undefined ? performModel(pass) : compact(pass, due);
}

/** A run that answers makes room where a model refused its request. */
function asked(pass: Pass) {
  return pass.run.kind === "compaction" ? compactionAsked(pass) : compactionForced(pass);
}

type LastStep = Extract<Step, { step: "finish" | "fail" | "abort" }>;
type WorkStep = Exclude<Step, LastStep> | HookStep;

function isLastStep(step: Step | HookStep): step is LastStep {
  return step.step === "finish" || step.step === "fail" || step.step === "abort";
}

function ending(step: LastStep, run: RunState): readonly EventDraft[] {
  switch (step.step) {
    case "finish":
      return completed(run);
    case "fail":
      return failed(run, "failed", step.error);
    case "abort":
      return aborted(run, step.call);
  }
}

function status(phase: Phase, pass: number, title: string): EventDraft {
  return { type: "run.status", payload: { status: "running", phase, pass, title } };
}

const STEP_TITLES = {
  call_model: "Asking the model",
  compact: "Summarising earlier messages",
  authorize: "Checking permission",
  overrule: "Making none of the calls",
  show_answer: "Showing the answer to hooks",
  show_results: "Showing results to hooks",
  refuse: "Taking no for an answer",
  run_tools: "Running tools",
  wait: "Waiting for you",
  ask_outcome: "Asking what became of a call",
  settle_outcome: "Taking your word for a call",
  abort: "Stopping",
  finish: "Done",
  fail: "Ending the run",
} as const satisfies Record<(Step | HookStep)["step"], string>;

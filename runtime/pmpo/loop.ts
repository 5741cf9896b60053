import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Phase } from "#runtime/event/shared.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { EventSink } from "#runtime/sink.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { authorizeAll, denial } from "./authorize.ts";
import { awaitDecision } from "./await-decision.ts";
import type { Drafts } from "./drafts.ts";
import { completed, failed, nearBudget, overBudget, stopped } from "./ending.ts";
import { monitor } from "./monitor.ts";
import { opening } from "./opening.ts";
import { performModel } from "./perform-model.ts";
import { performTools } from "./perform-tools.ts";
import { plan, type Step } from "./plan.ts";
import type { LoopServices } from "./services.ts";

/**
 * The PMPO loop of one run: PLAN names the next step, MONITOR lets it pass, PERFORM does it, and
 * OBSERVE is the fold of what was written. It keeps no state of its own: each pass starts from the
 * fold, and each batch of drafts is in the log before the loop goes on (commit before resume).
 */
export async function* loop(
  context: RunContext,
  sink: EventSink,
  services: LoopServices,
  signal: AbortSignal,
): Drafts {
  const { prompt, drafts } = opening(context, services);
  yield drafts;
  let observed: readonly EventDraft[] = [];
  for (let pass = 1; ; pass += 1) {
    const { thread, run } = await observe(sink, context);
    const step = plan(run);
    const planned = status("plan", pass, STEP_TITLES[step.step]);

    const verdict = monitor(run, services.agent.budget, services.clock.now());
    const monitored = status("monitor", pass, verdict.go ? "Within budget" : "Stopping");
    const thought = [...observed, planned, monitored];
    if (!verdict.go) {
      const ending = verdict.reason === "cancelled" ? stopped(run) : overBudget(run, verdict.spent);
      return yield [...thought, ...ending];
    }
    if (step.step === "finish") return yield [...thought, ...completed(run)];
    if (step.step === "fail") {
      return yield [...thought, ...failed(run, "failed", step.error)];
    }

    const warnings = verdict.near.map(nearBudget);
    const begun = [...thought, ...warnings, status("perform", pass, STEP_TITLES[step.step])];
    yield* perform(step, { context, prompt, sink, services, signal, thread, run, begun });
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
  const { run, services, signal, begun } = pass;
  switch (step.step) {
    case "call_model":
      return yield* performModel(pass);
    case "authorize":
      return yield [
        ...begun,
        ...(await authorizeAll(step.calls, pass.thread.allowances, services)),
      ];
    case "refuse":
      return yield [...begun, denial(step.call, step.approval)];
    case "run_tools":
      yield begun;
      return yield* performTools(run, step.calls, services, signal);
    case "wait":
      yield begun;
      return yield* awaitDecision(step.approval, pass.sink, services.clock, signal);
  }
}

type WorkStep = Exclude<Step, { step: "finish" | "fail" }>;

function status(phase: Phase, pass: number, title: string): EventDraft {
  return { type: "run.status", payload: { status: "running", phase, pass, title } };
}

const STEP_TITLES = {
  call_model: "Asking the model",
  authorize: "Checking permission",
  refuse: "Taking no for an answer",
  run_tools: "Running tools",
  wait: "Waiting for you",
  finish: "Done",
  fail: "Ending the run",
} as const satisfies Record<Step["step"], string>;

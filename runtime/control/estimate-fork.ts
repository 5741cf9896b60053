import type { Effect, Usage } from "#runtime/event/shared.ts";
import { readRun } from "#runtime/run-events.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { type Untold, unknown } from "#runtime/state/snapshots/snapshot.ts";
import type { CostState } from "#runtime/state/cost-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { Reused } from "./begin-branch.ts";
import { command } from "./command.ts";
import { forkOrigin, ForkPlace, NAME_ONE_ORIGIN, namesOneOrigin } from "./fork-origin.ts";

/** What a fork would take over, and what its origin did after that place: nobody knows what the fork will do. */
export interface ForkEstimate {
  readonly thread_id: string;
  readonly sequence: number;
  readonly run_id?: string;
  readonly reused: Reused;
  readonly runs_again: {
    /** Answers that the origin asked its models for. */
    readonly model_steps: number;
    readonly calls: readonly CallAgain[];
  };
  readonly usage: Usage | Untold;
  /** Dollars. */
  readonly cost: number | Untold;
  /** Whether the origin is at its end; else it may go on beyond what is told here. */
  readonly origin_ended: boolean;
}

/** A call of the origin. `recorded`: asked for with the same arguments it does not run; its result is there. */
interface CallAgain {
  readonly name: string;
  readonly effect: Effect | "unknown";
  readonly recorded: boolean;
}

export const estimateFork = command({
  name: "estimate_fork",
  description:
    "What a fork would reuse and do again, and what that cost its origin, as far as that is known",
  kind: "read",
  input: ForkPlace.refine(namesOneOrigin, { error: NAME_ONE_ORIGIN }),
  async run(place, services): Promise<ForkEstimate> {
    const { thread, sequence, cut, run } = await forkOrigin(place, services);
    const { thread_id } = thread;
    if (cut === undefined || run === undefined) return { thread_id, sequence, ...NO_ORIGIN };
    const entries = await readRun(thread.log, run);
    const before = cut.run;
    return {
      thread_id,
      sequence,
      run_id: run.run_id,
      reused: {
        events: entries.filter(({ event }) => event.sequence <= sequence).length,
        model_steps: answers(before),
        tool_results: before.calls.filter((call) => call.result_sequence !== undefined).length,
      },
      runs_again: {
        model_steps: answers(run) - answers(before),
        calls: callsAfter(run, sequence),
      },
      usage: usageAfter(before, run),
      cost: costAfter(before.cost, run.cost),
      origin_ended: isTerminal(run.status),
    };
  },
});

const NO_ORIGIN = {
  reused: { events: 0, model_steps: 0, tool_results: 0 },
  runs_again: { model_steps: 0, calls: [] },
  usage: unknown("A new turn has no run to compare it with"),
  cost: unknown("A new turn has no run to compare it with"),
  origin_ended: true,
} as const;

function answers({ steps }: RunState): number {
  return steps.filter(({ state }) => state === "completed").length;
}

function callsAfter(run: RunState, sequence: number): readonly CallAgain[] {
  return run.calls
    .filter(({ result_sequence = Infinity }) => result_sequence > sequence)
    .filter(({ provider_executed }) => provider_executed !== true)
    .map(({ name, effect = "unknown" as const, status }) => {
      return { name, effect, recorded: status === "done" };
    });
}

function usageAfter(before: RunState, now: RunState): Usage | Untold {
  if (answers(now) === answers(before)) return unknown("The origin had no answer after that event");
  const { input_tokens, output_tokens } = now.usage;
  if (input_tokens === undefined && output_tokens === undefined) {
    return unknown("The origin's provider did not say how many tokens its answers took");
  }
  const spent = Object.entries(now.usage).map(([field, tokens]) => {
    const earlier = Object.entries(before.usage).find(([known]) => known === field)?.[1] ?? 0;
    return [field, tokens - earlier] as const;
  });
  return Object.fromEntries(spent);
}

function costAfter(before: CostState | undefined, now: CostState | undefined): number | Untold {
  const earlier = before ?? { amount: 0, answers: 0, unpriced: 0 };
  if (now === undefined || now.answers === earlier.answers) {
    return unknown("The origin had no answer after that event");
  }
  if (now.unpriced > earlier.unpriced) {
    return unknown("The price of some of the origin's answers is not known");
  }
  return now.amount - earlier.amount;
}

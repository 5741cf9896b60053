import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure, Usage } from "#runtime/event/shared.ts";

type Completed = EventOf<"benchmark.trial.completed">["payload"];

/** One trial of a configuration over one task of a data set, as far as events tell it. */
export interface TrialState {
  readonly trial_id: string;
  readonly benchmark: Completed["benchmark"];
  /** `unknown` where only its reward was told. */
  readonly status: "unknown" | "running" | "completed" | "failed";
  readonly task_id?: string;
  readonly run_id?: string;
  readonly duration_ms?: number;
  readonly usage?: Usage;
  readonly trajectory?: Completed["trajectory"];
  readonly reward?: EventOf<"benchmark.reward.recorded">["payload"]["reward"];
  readonly error?: Failure;
  readonly timed_out?: boolean;
  /** Where its records stand, by what they are. */
  readonly refs: Readonly<Record<string, string>>;
  readonly sequence: number;
}

/** What a candidate came to beside its baseline. The verdict is that of whoever compared. */
export type ComparisonState = EventOf<"benchmark.comparison.completed">["payload"] & {
  readonly refs: Readonly<Record<string, string>>;
  readonly sequence: number;
};

/** The trials that a thread tells of. */
export interface BenchmarkState {
  readonly trials: readonly TrialState[];
  readonly comparisons: readonly ComparisonState[];
}

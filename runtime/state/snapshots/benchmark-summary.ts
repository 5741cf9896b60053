import type { ComparisonState, TrialState } from "#runtime/state/benchmark-state.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import {
  headOf,
  type Observed,
  type SnapshotHead,
  type Standing,
  unavailable,
} from "./snapshot.ts";

/** Trials, and comparisons, that a summary holds at most; the newest count. */
const MAX_ITEMS = 100;

/** `benchmark_summary` of seed 003: the trials that a thread's events tell of. No trial is run here yet. */
export interface BenchmarkSummary extends SnapshotHead<"benchmark_summary"> {
  readonly trials: readonly TrialState[];
  readonly comparisons: readonly ComparisonState[];
  readonly has_more: boolean;
}

export function benchmarkSummary(state: ThreadState, observed: Observed): BenchmarkSummary {
  const { trials, comparisons } = state.benchmarks;
  const isTold = trials.length + comparisons.length > 0;
  const standing: Standing = isTold
    ? { state: "current" }
    : unavailable("Benchmarks are not run here yet, and no event tells of one");
  return {
    ...headOf("benchmark_summary", state, observed, standing),
    trials: trials.slice(-MAX_ITEMS),
    comparisons: comparisons.slice(-MAX_ITEMS),
    has_more: Math.max(trials.length, comparisons.length) > MAX_ITEMS,
  };
}

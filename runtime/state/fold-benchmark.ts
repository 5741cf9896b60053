import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { BenchmarkState, TrialState } from "./benchmark-state.ts";

type TrialEvent = EventOf<
  | "benchmark.trial.started"
  | "benchmark.trial.completed"
  | "benchmark.trial.failed"
  | "benchmark.reward.recorded"
>;

/** The trials of a thread after one more event. */
export function foldBenchmarks(known: BenchmarkState, event: RuntimeEvent): BenchmarkState {
  switch (event.type) {
    case "benchmark.trial.started":
    case "benchmark.trial.completed":
    case "benchmark.trial.failed":
    case "benchmark.reward.recorded":
      return { ...known, trials: foldTrial(known.trials, event) };
    case "benchmark.comparison.completed": {
      const { payload, refs = {}, sequence } = event;
      return { ...known, comparisons: [...known.comparisons, { ...payload, refs, sequence }] };
    }
    default:
      return known;
  }
}

function foldTrial(trials: readonly TrialState[], event: TrialEvent): readonly TrialState[] {
  const { benchmark } = event.payload;
  const trial_id = benchmark.trial_id ?? event.run_id ?? event.event_id;
  const index = trials.findLastIndex((trial) => trial.trial_id === trial_id);
  const trial = change(trials[index] ?? newTrial(trial_id, event), event);
  return index === -1 ? [...trials, trial] : trials.with(index, trial);
}

function newTrial(trial_id: string, event: TrialEvent): TrialState {
  const { task_id, run_id, sequence, payload } = event;
  return {
    trial_id,
    benchmark: payload.benchmark,
    status: "unknown",
    ...(task_id !== undefined && { task_id }),
    ...(run_id !== undefined && { run_id }),
    refs: {},
    sequence,
  };
}

function change(trial: TrialState, event: TrialEvent): TrialState {
  const told = { ...trial, refs: { ...trial.refs, ...event.refs }, sequence: event.sequence };
  switch (event.type) {
    case "benchmark.trial.started":
      return { ...told, status: "running" };
    case "benchmark.trial.completed":
      return { ...told, ...event.payload, status: "completed" };
    case "benchmark.trial.failed":
      return { ...told, ...event.payload, status: "failed" };
    case "benchmark.reward.recorded":
      return { ...told, reward: event.payload.reward };
  }
}

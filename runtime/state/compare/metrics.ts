import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { activeMs, timesOf } from "#runtime/state/run-times.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** What a run took. What is not known is absent, never guessed. */
export interface RunMetrics {
  readonly duration_ms: number;
  /** Without the times in which nothing happened. */
  readonly active_ms: number;
  readonly model_requests: number;
  readonly tool_calls: number;
  /** From the first request to the first word of an answer. */
  readonly first_token_ms?: number;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cost_usd?: number;
}

/** Measures a run by its events and what they fold to. */
export function metricsOf(events: readonly RuntimeEvent[], run: RunState): RunMetrics {
  const times = timesOf(events);
  const { input_tokens, output_tokens } = run.usage;
  const { cost } = run;
  const first_token_ms = firstToken(events, times);
  return {
    duration_ms: times.at(-1) ?? 0,
    active_ms: activeMs(times),
    model_requests: events.filter(({ type }) => type === "model.requested").length,
    tool_calls: run.calls.length,
    ...(first_token_ms !== undefined && { first_token_ms }),
    ...(input_tokens !== undefined && { input_tokens }),
    ...(output_tokens !== undefined && { output_tokens }),
    ...(cost !== undefined && cost.unpriced === 0 && { cost_usd: cost.amount }),
  };
}

const ANSWERS: ReadonlySet<string> = new Set(["model.delta", "reasoning.delta", "tool.args"]);

function firstToken(events: readonly RuntimeEvent[], times: readonly number[]): number | undefined {
  const asked = events.findIndex(({ type }) => type === "model.requested");
  const answered = events.findIndex(({ type }, at) => at > asked && ANSWERS.has(type));
  const [from, to] = [times[asked], times[answered]];
  return from === undefined || to === undefined ? undefined : to - from;
}

/** One measure of both runs. A side, or the difference, that is not known is absent. */
export interface MetricRow {
  readonly metric: keyof RunMetrics;
  readonly a?: number;
  readonly b?: number;
  /** B less A. */
  readonly delta?: number;
}

/** In the order in which people ask for them. */
const METRICS = [
  "duration_ms",
  "active_ms",
  "first_token_ms",
  "model_requests",
  "tool_calls",
  "input_tokens",
  "output_tokens",
  "cost_usd",
] as const satisfies readonly (keyof RunMetrics)[];

/** Every measure of two runs, side by side. */
export function compareMetrics(left: RunMetrics, right: RunMetrics): readonly MetricRow[] {
  return METRICS.map((metric) => {
    const [a, b] = [left[metric], right[metric]];
    return {
      metric,
      ...(a !== undefined && { a }),
      ...(b !== undefined && { b }),
      ...(a !== undefined && b !== undefined && { delta: b - a }),
    };
  });
}

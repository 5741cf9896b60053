import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { addUsage } from "./add-usage.ts";

/** Stretches of time that were seen from their beginning to their end, in milliseconds. */
export interface Spans {
  readonly count: number;
  readonly total_ms: number;
  readonly longest_ms: number;
}

/**
 * What a run took, by its events alone. Only what both began and ended is counted: a time that nobody
 * knows is absent, and neither an open call nor one that a crash cut off adds to a sum.
 */
export interface RunMetrics {
  /** From the message to the run's beginning. */
  readonly queue_wait_ms?: number;
  /** From the run's beginning to the first piece of an answer, a thought or a call. */
  readonly time_to_first_token_ms?: number;
  /** From the run's beginning to its end, without the time in which nobody worked on it. */
  readonly task_duration_ms?: number;
  readonly downtime_ms: number;
  readonly model: {
    readonly requests: number;
    readonly failed: number;
    /** Answers that no provider was asked for; they are in no time. */
    readonly cached: number;
    /** From each request to its first piece. */
    readonly first_token: Spans;
    /** From each request to its complete answer. */
    readonly latency: Spans;
  };
  readonly retries: {
    readonly model: number;
    readonly tools: number;
    /** Attempts of the whole run after the first. */
    readonly attempts: number;
    readonly fallbacks: number;
  };
  readonly tokens: Usage;
  readonly tools: Spans & { readonly failed: number };
  readonly hooks: Spans & { readonly failed: number };
  readonly processes: Spans;
  /** How long persons took to answer; `open` questions still wait. */
  readonly permission_wait: Spans & { readonly open: number };
  readonly rate_limits: number;
  readonly quota_events: number;
  /** Dollars, as far as prices are known; absent before the first answer. */
  readonly cost?: { readonly amount: number; readonly answers: number; readonly unpriced: number };
}

/** Measures one run by its events, oldest first. */
export function runMetrics(events: readonly RuntimeEvent[]): RunMetrics {
  const at = (type: RuntimeEvent["type"]) => events.find((event) => event.type === type)?.timestamp;
  const all = <Type extends RuntimeEvent["type"]>(...types: readonly Type[]) =>
    events.filter((event): event is EventOf<Type> => types.some((type) => type === event.type));
  const started = at("turn.started");
  const ended = at("turn.completed") ?? at("turn.failed");
  const attempts = all("task.attempt.started").filter(({ payload }) => payload.attempt > 1);
  const downtime_ms = sum(attempts.map(({ payload }) => payload.downtime_ms ?? 0));
  const hooks = all("hook.completed", "hook.failed");
  const questions = pairs(events, ACTIONS);
  return {
    ...elapsedAs("queue_wait_ms", at("turn.submitted"), started),
    ...elapsedAs("time_to_first_token_ms", started, events.find(isPiece)?.timestamp),
    ...elapsedAs("task_duration_ms", started, ended, downtime_ms),
    downtime_ms,
    model: modelMetrics(events, all("model.completed"), all("model.failed").length),
    retries: {
      model: all("model.requested").filter(({ payload }) => (payload.attempt ?? 1) > 1).length,
      tools: all("tool.started").filter(({ payload }) => payload.attempt > 1).length,
      attempts: attempts.length,
      fallbacks: all("routing.fallback.applied").length,
    },
    tokens: all("model.completed").reduce<Usage>(
      (before, { payload }) => addUsage(before, payload.usage),
      {},
    ),
    tools: { ...spans(pairs(events, CALLS).closed), failed: all("tool.failed").length },
    hooks: {
      ...spans(hooks.flatMap(({ payload }) => payload.duration_ms ?? [])),
      failed: all("hook.failed").length,
    },
    processes: spans(pairs(events, PROCESSES).closed),
    permission_wait: { ...spans(questions.closed), open: questions.open },
    rate_limits: all("rate_limit.hit").length,
    quota_events: all("quota.low", "quota.blocked").length,
    ...costOf(all("cost.recorded")),
  };
}

/** What begins, what ends it, and by which id they belong together. */
interface Pairing {
  readonly id: (event: RuntimeEvent) => string | undefined;
  readonly begins: (event: RuntimeEvent) => boolean;
  readonly ends: (event: RuntimeEvent) => boolean;
  /** Ends that came long after the fact, so that nobody knows how long it took. */
  readonly cutOff?: (event: RuntimeEvent) => boolean;
}

const CALLS: Pairing = {
  id: ({ tool_call_id }) => tool_call_id,
  begins: ({ type }) => type === "tool.started",
  ends: ({ type }) => type === "tool.result" || type === "tool.failed",
  cutOff: ({ type, payload }) => type === "tool.failed" && payload.reason === "lost",
};

const ACTIONS: Pairing = {
  id: ({ action_id }) => action_id,
  begins: ({ type }) => type === "action.required",
  ends: ({ type }) => type === "action.resolved",
};

const PROCESSES: Pairing = {
  id: ({ payload }) => ("process_id" in payload ? payload.process_id : undefined),
  begins: ({ type }) => type === "process.started",
  ends: ({ type }) => /^process\.(completed|failed|terminated)$/.test(type),
};

const ANSWERS: Pairing = {
  id: ({ step_id }) => step_id,
  begins: ({ type }) => type === "model.requested",
  ends: ({ type }) => type === "model.completed" || type === "model.failed",
  cutOff: ({ type, payload }) =>
    type === "model.failed" || (type === "model.completed" && payload.cached === true),
};

const FIRST_TOKENS: Pairing = { ...ANSWERS, ends: isPiece, cutOff: () => false };

/** How long each pair took; one that begins anew counts from its newest beginning. */
function pairs(
  events: readonly RuntimeEvent[],
  { id, begins, ends, cutOff = () => false }: Pairing,
): { readonly closed: readonly number[]; readonly open: number } {
  const open = new Map<string, string>();
  const closed: number[] = [];
  for (const event of events) {
    const key = id(event) ?? "";
    if (begins(event)) open.set(key, event.timestamp);
    const from = open.get(key);
    if (from === undefined || !ends(event)) continue;
    open.delete(key);
    if (!cutOff(event)) closed.push(elapsed(from, event.timestamp));
  }
  return { closed, open: open.size };
}

function isPiece({ type }: RuntimeEvent): boolean {
  return type === "model.delta" || type === "reasoning.delta" || type === "tool.args";
}

function modelMetrics(
  events: readonly RuntimeEvent[],
  completed: readonly EventOf<"model.completed">[],
  failed: number,
): RunMetrics["model"] {
  return {
    requests: events.filter(({ type }) => type === "model.requested").length,
    failed,
    cached: completed.filter(({ payload }) => payload.cached === true).length,
    first_token: spans(pairs(events, FIRST_TOKENS).closed),
    latency: spans(pairs(events, ANSWERS).closed),
  };
}

function costOf(recorded: readonly EventOf<"cost.recorded">[]): Pick<RunMetrics, "cost"> {
  if (recorded.length === 0) return {};
  const priced = recorded.flatMap(({ payload: { cost } }) => cost?.amount ?? []);
  const unpriced = recorded.length - priced.length;
  return { cost: { amount: sum(priced), answers: recorded.length, unpriced } };
}

function spans(durations: readonly number[]): Spans {
  const longest_ms = durations.reduce((longest, ms) => Math.max(longest, ms), 0);
  return { count: durations.length, total_ms: sum(durations), longest_ms };
}

function elapsedAs<Name extends keyof RunMetrics>(
  name: Name,
  from: string | undefined,
  to: string | undefined,
  without = 0,
): Partial<Record<Name, number>> {
  if (from === undefined || to === undefined) return {};
  const measured: Partial<Record<keyof RunMetrics, number>> = {
    [name]: Math.max(0, elapsed(from, to) - without),
  };
  return measured;
}

/** A wall clock that was set back in between makes no time negative. */
function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import type { Budget } from "#runtime/agent/agent.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { isReused } from "#runtime/state/run-queries.ts";
import type { SubagentState } from "#runtime/state/subagent-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** Whether the run may take its next step; `near` are the budgets that have just become scarce. */
export type Verdict =
  | { readonly go: true; readonly near: readonly Spent[] }
  | { readonly go: false; readonly reason: "cancelled" }
  | { readonly go: false; readonly reason: "budget"; readonly spent: Spent };

export interface Spent {
  readonly limit: "wall_time" | "tokens" | "tool_calls" | "steps" | "cost";
  readonly used: number;
  readonly max: number;
}

/** The part of a budget from which on it is nearly spent. */
const NEAR = 0.8;

/**
 * MONITOR: stop and budgets, checked before each step (R7). What was spent is folded from the log,
 * so that a restart gives no new budget; time spent waiting for a person, or for the server to
 * come back, does not count, nor does what a fork takes from its origin. A budget of answers ends a run
 * that would ask for one more, and not the one that has its last.
 */
export function monitor(run: RunState, budget: Budget, now: string, step = ""): Verdict {
  if (run.cancel !== undefined) return { go: false, reason: "cancelled" };
  const asks = step === "call_model" ? answers(run, budget) : [];
  const spent = [...spending(run, budget, now), ...asks];
  const exceeded = spent.find(({ used, max }) => used >= max);
  if (exceeded !== undefined) return { go: false, reason: "budget", spent: exceeded };
  const near = spent.filter(({ limit, used, max }) => {
    return used >= max * NEAR && run.limits?.[limit] === undefined;
  });
  return { go: true, near };
}

function spending(run: RunState, budget: Budget, now: string): readonly Spent[] {
  const { tokens, calls, cost } = spentBy(run);
  return [
    { limit: "wall_time", used: activeMs(run, now), max: budget.wall_time_ms },
    { limit: "tokens", used: tokens, max: budget.tokens },
    { limit: "tool_calls", used: calls, max: budget.tool_calls },
    ...(budget.cost_usd === undefined
      ? []
      : [{ limit: "cost", used: cost, max: budget.cost_usd } as const]),
  ];
}

function answers({ steps, forked_from }: RunState, budget: Budget): readonly Spent[] {
  if (budget.steps === undefined) return [];
  const begin = forked_from?.sequence ?? 0;
  const used = steps.filter(({ sequence }) => sequence > begin).length;
  return [{ limit: "steps", used, max: budget.steps }];
}

/** What a run and its child agents have spent so far, as far as the log tells. */
export function spentBy(run: RunState): {
  readonly tokens: number;
  readonly calls: number;
  readonly cost: number;
} {
  const { subagents = [] } = run;
  const sum = (of: (child: SubagentState) => number | undefined) =>
    subagents.reduce((total, child) => total + (of(child) ?? 0), 0);
  const started = run.calls.filter((call) => {
    return call.started_at !== undefined && !isReused(run, call);
  });
  return {
    tokens: tokensOf(run.usage) + sum(({ usage = {} }) => tokensOf(usage)),
    calls: started.length + sum(({ tool_calls }) => tool_calls),
    cost: (run.cost?.amount ?? 0) + sum(({ cost_usd }) => cost_usd),
  };
}

function tokensOf({ input_tokens = 0, output_tokens = 0 }: Usage): number {
  return input_tokens + output_tokens;
}

/** Milliseconds that a run has worked, without those in which it waited for a person. */
export function activeMs(run: RunState, now: string): number {
  if (run.started_at === undefined) return 0;
  const begin = run.forked_from?.sequence ?? 0;
  const waited = run.approvals
    .filter(({ sequence }) => sequence > begin)
    .reduce((sum, { at, decided_at }) => sum + Date.parse(decided_at ?? now) - Date.parse(at), 0);
  const away = run.recovery?.downtime_ms ?? 0;
  return Date.parse(now) - Date.parse(run.started_at) - waited - away;
}

import type { EventOf } from "#runtime/event/catalogue.ts";
import { addPart } from "./parts.ts";
import type { RunState } from "./thread-state.ts";

/** A request is on its way: what it will cost, as long as nobody knows what its answer did. */
export function foldEstimate(run: RunState, event: EventOf<"cost.estimated">): RunState {
  const cost_estimated = event.payload.cost?.amount;
  return cost_estimated === undefined || cost_estimated === 0 ? run : { ...run, cost_estimated };
}

/** An answer was paid for: what is not known is counted as such, never taken for nothing. */
export function foldCost(run: RunState, event: EventOf<"cost.recorded">): RunState {
  const { amount, answers, unpriced } = run.cost ?? { amount: 0, answers: 0, unpriced: 0 };
  const { cost } = event.payload;
  const { cost_estimated: _, ...counted } = run;
  return {
    ...counted,
    cost: {
      amount: amount + (cost?.amount ?? 0),
      answers: answers + 1,
      unpriced: unpriced + (cost === undefined ? 1 : 0),
    },
  };
}

/** A provider says that little is left: shown where it happened, since nothing fails yet. */
export function foldQuota(run: RunState, event: EventOf<"quota.low">): RunState {
  const { resets_at } = event.payload;
  const title = quotaWords(event.payload);
  const detail = resets_at !== undefined && { detail: `New from ${resets_at}` };
  return { ...run, parts: addPart(run.parts, { kind: "notice", title, ...detail }, event) };
}

/** How much of a quota is left, as far as the provider said. */
export function quotaWords(payload: EventOf<"quota.low">["payload"]): string {
  const { provider, quota, remaining = "Little", limit } = payload;
  const left = limit === undefined ? remaining : `${remaining} of ${limit}`;
  return `${provider}: ${left} left in the ${quota} quota`;
}

/** A budget is nearly spent, or spent. */
export function foldLimit(run: RunState, event: EventOf<"limit.changed">): RunState {
  const { limit, state } = event.payload;
  return { ...run, limits: { ...run.limits, [limit]: state } };
}

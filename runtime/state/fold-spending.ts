import type { EventOf } from "#runtime/event/catalogue.ts";
import type { RunState } from "./thread-state.ts";

/** An answer was paid for: what is not known is counted as such, never taken for nothing. */
export function foldCost(run: RunState, event: EventOf<"cost.recorded">): RunState {
  const { amount, answers, unpriced } = run.cost ?? { amount: 0, answers: 0, unpriced: 0 };
  const { cost } = event.payload;
  return {
    ...run,
    cost: {
      amount: amount + (cost?.amount ?? 0),
      answers: answers + 1,
      unpriced: unpriced + (cost === undefined ? 1 : 0),
    },
  };
}

/** A budget is nearly spent, or spent. */
export function foldLimit(run: RunState, event: EventOf<"limit.changed">): RunState {
  const { limit, state } = event.payload;
  return { ...run, limits: { ...run.limits, [limit]: state } };
}

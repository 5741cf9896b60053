import type { CostState } from "#runtime/state/cost-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** Money that is less than this is a tenth of a cent at most: four digits tell it apart. */
const SMALL = 1;

/** A sum in dollars: "$0.0041", "$12.30". */
export function dollars(amount: number): string {
  if (amount === 0) return "$0";
  if (amount < 0.0001) return "< $0.0001";
  return amount < SMALL ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
}

/** What a run has cost and costs now: marked as an estimate as long as a part of it is guessed. */
export function runCostWords({ cost, cost_estimated }: RunState): string | undefined {
  if (cost_estimated !== undefined) return `est. ${dollars((cost?.amount ?? 0) + cost_estimated)}`;
  return cost && costWords(cost);
}

/** What answers cost; what has no known price is never shown as free. */
export function costWords({ amount, answers, unpriced }: CostState): string {
  if (unpriced === 0) return dollars(amount);
  return unpriced >= answers ? "unknown" : `at least ${dollars(amount)}`;
}

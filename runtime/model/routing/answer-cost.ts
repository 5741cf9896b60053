import type { Cost } from "#runtime/event/limit.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { ModelPrice } from "./model-facts.ts";

const PER_TOKENS = 1_000_000;

/**
 * What tokens cost at a price in dollars per million. Undefined where the price or the tokens are
 * unknown. `input_tokens` holds the cached ones, `output_tokens` those of reasoning.
 */
export function costOf(usage: Usage, price: ModelPrice | undefined): Cost | undefined {
  const { input_tokens: input, output_tokens: output, cached_input_tokens = 0 } = usage;
  if (input === 0 && output === 0) return { amount: 0, currency: "USD" };
  if (input === 0 && output === 0) return { amount: 0, currency: "USD" };
  if (price === undefined || input === undefined || output === undefined) return undefined;
  const cached = Math.min(cached_input_tokens, input);
  const dollars =
    (input - cached) * price.input +
    cached * (price.cache_read ?? price.input) +
    output * price.output;
  return { amount: dollars / PER_TOKENS, currency: "USD" };
}

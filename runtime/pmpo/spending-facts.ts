import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Cost } from "#runtime/event/limit.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";
import { costOf } from "#runtime/model/routing/answer-cost.ts";
import type { ModelPrice } from "#runtime/model/routing/model-facts.ts";
import type { RoutedModel } from "#runtime/model/routing/model-router.ts";

/** What the request alone will cost, by a guess of its tokens; nobody knows how long the answer is. */
export function costEstimated(
  { provider, model, info }: RoutedModel,
  step_id: string,
  input_tokens: number,
): EventDraft {
  const cost = costOf({ input_tokens, output_tokens: 0 }, info?.cost);
  const payload = { provider, model, usage: { input_tokens }, ...priced(cost, info?.cost) };
  return { type: "cost.estimated", step_id, payload };
}

/** What an answer cost, where its price is known. */
export function costRecorded(
  { provider, model, info }: Pick<RoutedModel, "provider" | "model" | "info">,
  step_id: string,
  usage: Usage,
): EventDraft {
  const cost = costOf(usage, info?.cost);
  const payload = { provider, model, usage, ...priced(cost, info?.cost) };
  return { type: "cost.recorded", step_id, payload };
}

/** A cost with the price that it was reckoned with, so that it can be checked later. */
function priced(cost: Cost | undefined, price: ModelPrice | undefined) {
  if (cost === undefined) return {};
  if (price === undefined) return { cost };
  const { input, output, cache_read } = price;
  return { cost, price: { input, output, ...(cache_read !== undefined && { cache_read }) } };
}

/** What a failure tells about the provider's limits. */
export function limitFacts(
  { provider, model }: RoutedModel,
  step_id: string,
  { code, message, retry_after_ms }: ModelError,
): readonly EventDraft[] {
  switch (code) {
    case "rate_limited": {
      const pause = retry_after_ms === undefined ? {} : { retry_after_ms };
      const payload = { provider, model, scope: "unknown", message, ...pause } as const;
      return [{ type: "rate_limit.hit", step_id, payload }];
    }
    case "quota":
      return [{ type: "quota.blocked", step_id, payload: { provider, quota: "account", message } }];
    default:
      return [];
  }
}

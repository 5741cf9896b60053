import { z } from "zod";

import { eventSchema } from "./envelope.ts";
import { Usage } from "./shared.ts";

/** The budgets of a run (R7). */
export const Limit = z.enum(["wall_time", "tokens", "tool_calls", "steps", "cost", "depth"]);
export type Limit = z.infer<typeof Limit>;

/** `near` warns, `exceeded` ends the run. */
export const LimitState = z.enum(["ok", "near", "exceeded"]);
export type LimitState = z.infer<typeof LimitState>;

/** Money; absent wherever the price of a model is unknown. */
export const Cost = z.object({ amount: z.number().min(0), currency: z.literal("USD") });
export type Cost = z.infer<typeof Cost>;

/** Dollars per million tokens. */
const Price = z.object({
  input: z.number().min(0),
  output: z.number().min(0),
  cache_read: z.number().min(0).exactOptional(),
});

const ModelUse = z.object({
  provider: z.string().exactOptional(),
  model: z.string().exactOptional(),
  usage: Usage,
  cost: Cost.exactOptional(),
  /** What the cost was reckoned with. */
  price: Price.exactOptional(),
});

const Quota = z.object({
  provider: z.string(),
  quota: z.string(),
  remaining: z.number().exactOptional(),
  limit: z.number().exactOptional(),
  resets_at: z.iso.datetime().exactOptional(),
});

/** What work costs and what it may cost. One `cost.recorded` follows each answer of a model. */
export const limitEvents = [
  eventSchema(
    "limit.changed",
    /** `used` and `max` count milliseconds, tokens, calls, answers, dollars or levels. */
    z.object({ limit: Limit, used: z.number(), max: z.number(), state: LimitState }),
  ),
  eventSchema("cost.estimated", ModelUse),
  eventSchema("cost.recorded", ModelUse),
  eventSchema(
    "rate_limit.hit",
    z.object({
      provider: z.string(),
      model: z.string().exactOptional(),
      scope: z.enum(["requests", "tokens", "unknown"]),
      retry_after_ms: z.int().min(0).exactOptional(),
      message: z.string().exactOptional(),
    }),
  ),
  eventSchema("quota.low", Quota),
  eventSchema("quota.blocked", Quota.extend({ message: z.string() })),
] as const;

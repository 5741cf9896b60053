import type { Json } from "#runtime/event/shared.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";

import { isReplayable } from "./anthropic-messages.ts";

/** Models that think within a budget of tokens; all later ones weigh an effort themselves. */
const BUDGETED = /claude-(3|(opus|sonnet|haiku)-4(-[015])?(@|$|-\d{8}))/;

const MIN_BUDGET = 1024;
const BUDGETS: Readonly<Record<string, number>> = {
  minimal: MIN_BUDGET,
  low: 4096,
  medium: 8192,
  high: 16_384,
};
const MAX_BUDGET = 24_576;

interface Thinking {
  readonly thinking?: Json;
  readonly effort?: string;
}

/** The members that ask for reasoning of an effort; none where no effort is asked or no room is left. */
export function writeThinking(
  effort: string | undefined,
  model: string,
  maxTokens: number,
): Thinking {
  if (effort === undefined || effort === "none") return {};
  if (!BUDGETED.test(model)) {
    const known = effort === "minimal" ? "low" : effort;
    return { thinking: { type: "adaptive", display: "summarized" }, effort: known };
  }
  const budget = Math.min(BUDGETS[effort] ?? MAX_BUDGET, maxTokens - MIN_BUDGET);
  return budget < MIN_BUDGET ? {} : { thinking: { type: "enabled", budget_tokens: budget } };
}

/**
 * Whether the API lets the model think now: within a turn that has called tools, the calls must come
 * with the thinking that led to them, which another model's calls do not have.
 */
export function mayThink(messages: readonly ModelMessage[]): boolean {
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);
  return turn.every(
    (message) =>
      message.role !== "assistant" ||
      message.tool_calls.length === 0 ||
      (message.reasoning_items ?? []).some(isReplayable),
  );
}

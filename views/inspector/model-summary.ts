import type { EventOf, EventType } from "#runtime/event/catalogue.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { Usage } from "#runtime/event/shared.ts";
import { quotaWords } from "#runtime/state/fold-spending.ts";
import { dollars } from "#views/run/cost-words.ts";
import { duration } from "#views/duration.ts";
import { inWords } from "./in-words.ts";
import { count, grouped } from "./quantity.ts";

/** Which model was taken and what it cost, in one line an event. */
export const MODEL_SUMMARIES: { readonly [Type in EventType]?: (event: EventOf<Type>) => string } =
  {
    "task.profile.resolved": ({ payload }) =>
      [
        `Needs ${payload.needs.length === 0 ? "nothing special" : payload.needs.join(", ")}`,
        ...(payload.estimated_tokens === undefined
          ? []
          : [`about ${count(payload.estimated_tokens, "token")}`]),
      ].join(", "),
    "routing.candidates.resolved": ({ payload }) =>
      payload.candidates
        .map(({ reason, ...model }) =>
          reason === undefined ? nameOf(model) : `not ${nameOf(model)}: ${reason}`,
        )
        .join(", "),
    "routing.decided": ({ payload }) =>
      `${nameOf(payload)}, by ${payload.source}: ${payload.reason}`,
    "routing.single_candidate": ({ payload }) => `${nameOf(payload)}: ${payload.reason}`,
    "routing.fallback.applied": ({ payload }) =>
      `${nameOf(payload.to)} instead of ${nameOf(payload.from)}: ${payload.reason}`,
    "routing.not_possible": ({ payload }) => payload.reason,
    "cost.estimated": ({ payload }) => `Request ${priced(payload)}`,
    "cost.recorded": ({ payload }) => `Answer ${priced(payload)}`,
    "rate_limit.hit": ({ payload }) =>
      payload.retry_after_ms === undefined
        ? `${payload.provider} asks for a pause`
        : `${payload.provider} asks for a pause of ${duration(payload.retry_after_ms)}`,
    "quota.low": ({ payload }) => quotaWords(payload),
    "context.compaction.started": ({ payload }) =>
      `${inWords(payload.trigger)}: ${count(payload.message_count, "message")}${fill(payload)}`,
    "context.compaction.completed": ({ payload }) =>
      `Up to event ${payload.through_sequence}: ${payload.summary}`,
    "context.compaction.failed": ({ payload }) => payload.error.message,
    "quota.blocked": ({ payload }) => `${payload.provider}: ${payload.message}`,
    "limit.changed": ({ payload }) =>
      `${inWords(payload.limit)} ${payload.state}: ${payload.used} of ${payload.max}`,
  };

/** How full the window is. */
function fill({
  estimated_tokens: tokens,
  context_window: window,
}: EventOf<"context.compaction.started">["payload"]): string {
  if (tokens === undefined) return "";
  const of = window === undefined ? "" : ` of ${grouped(window)}`;
  return `, about ${grouped(tokens)}${of} tokens`;
}

function nameOf({ provider, model }: ModelRef): string {
  return `${provider}/${model}`;
}

function priced({ cost, usage }: { cost?: { amount: number }; usage: Usage }): string {
  const { input_tokens: input, output_tokens: output } = usage;
  const tokens = [
    ...(input === undefined ? [] : [`${count(input, "token")} in`]),
    ...(output === undefined ? [] : [`${count(output, "token")} out`]),
  ];
  return [cost === undefined ? "of unknown cost" : dollars(cost.amount), ...tokens].join(", ");
}

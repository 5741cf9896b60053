import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { Drafts } from "#runtime/pmpo/drafts.ts";
import { askModels, type ModelTurn } from "#runtime/pmpo/perform-model.ts";
import { routingFacts, wishOf } from "#runtime/pmpo/routing-facts.ts";
import { taskProfile } from "#runtime/model/routing/task-profile.ts";
import type { Compaction } from "./due.ts";
import { Summary } from "./summary.ts";
import { summaryRequest } from "./summary-request.ts";

/** The part of the window that what is to be summarised may fill. */
const REQUEST_SHARE = 0.7;
/** In its place where nobody knows the window. */
const REQUEST_TOKENS = 100_000;
/** The part of what was too much that a model may take. */
const REFUSED_SHARE = 0.5;

/**
 * PERFORM, making room: asks for a summary of earlier messages, as for an answer, with the same
 * retries and fallbacks. It ends in `context.compaction.completed` or `.failed`; what is covered stays
 * in the log, and nothing is left out of a request before the summary is written.
 */
export async function* compact(turn: ModelTurn, compaction: Compaction | undefined): Drafts {
  if (compaction === undefined) return yield [...turn.begun, failedWith(NOTHING)];
  const { thread, run, services, context, signal } = turn;
  const { cut, tokens, route, trigger, window } = compaction;
  const request = summaryRequest({
    before: thread.boundary?.summary,
    covered: cut.covered,
    room: roomFor(compaction),
    settings: services.settings,
  });
  const profile = taskProfile(request);
  const routed = routingFacts(run, wishOf(context, services.agent), profile, route);
  if (route.models.length === 0) return yield [...turn.begun, ...routed];

  const started: EventDraft = {
    type: "context.compaction.started",
    payload: {
      trigger,
      message_count: cut.message_count,
      estimated_tokens: tokens,
      ...(window !== undefined && { context_window: window }),
    },
  };
  const failure = yield* askModels(turn, route.models, {
    news: [...turn.begun, ...routed, started, SUMMARISING],
    tokens: profile.estimated_tokens,
    exchange: ({ driver }, attempt) => {
      const { ids } = services;
      return new Summary({ driver, request, attempt, run, ids, signal }, { cut, tokens });
    },
  });
  if (signal.aborted) yield [failedWith(CANCELLED)];
  else if (failure !== undefined) yield [failedWith(failure)];
}

function roomFor({ window, refused = Infinity }: Compaction): number {
  const known = window === undefined ? REQUEST_TOKENS : window * REQUEST_SHARE;
  return Math.min(known, refused * REFUSED_SHARE);
}

const SUMMARISING: EventDraft = {
  type: "run.status",
  payload: { status: "running", phase: "perform", title: "Summarising earlier messages" },
};

const NOTHING: Failure = {
  code: "nothing_to_summarise",
  message: "There is nothing to summarise yet",
};

const CANCELLED: Failure = { code: "cancelled", message: "The summary was stopped" };

function failedWith({ code, message, hint, retryable }: Failure): EventDraft {
  const error = {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(retryable !== undefined && { retryable }),
  };
  return { type: "context.compaction.failed", payload: { error } };
}

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";
import { isWorthFallback } from "#runtime/model/routing/fallback-failure.ts";
import type { Route, RoutedModel } from "#runtime/model/routing/model-router.ts";
import { type TaskProfile, taskProfile } from "#runtime/model/routing/task-profile.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { Answer } from "./answer.ts";
import { type Asking, askModel } from "./ask-model.ts";
import type { Drafts } from "./drafts.ts";
import { modelRequest } from "./model-request.ts";
import { fallback, routingFacts, wishOf } from "./routing-facts.ts";
import type { LoopServices } from "./services.ts";

/** One turn of the model: what to tell it and how to stop it. */
export interface ModelTurn {
  readonly context: RunContext;
  readonly prompt: string;
  readonly thread: ThreadState;
  readonly run: RunState;
  readonly services: LoopServices;
  readonly signal: AbortSignal;
  /** Said before anything else, together with how the request was routed. */
  readonly begun: readonly EventDraft[];
}

/**
 * PERFORM, the model's half: routes one request and asks the models of the route in their order,
 * until one answers or none is left that could.
 */
export async function* performModel(turn: ModelTurn): Drafts {
  const { run, services, signal } = turn;
  const profile = taskProfile(modelRequest(turn), turn.context.attachments);
  const route = routeOf(turn, profile);
  const news = [
    ...turn.begun,
    ...routingFacts(run, wishOf(turn.context, services.agent), profile, route),
  ];
  if (route.models.length === 0) return yield news;
  const { ids } = services;
  yield* askModels(turn, route.models, {
    news,
    tokens: profile.estimated_tokens,
    exchange: (model, attempt) => {
      const request = modelRequest(turn, model);
      return new Answer({ driver: model.driver, request, attempt, run, ids, signal });
    },
  });
}

/** Who could do a task of this turn, in order; no model is asked again that the run left behind. */
export function routeOf({ run, services, context }: ModelTurn, profile: TaskProfile): Route {
  const givenUp = (run.routing?.fallbacks ?? []).map(({ from, reason }) => ({ ...from, reason }));
  return services.router.route(wishOf(context, services.agent).name, profile, givenUp);
}

/**
 * Asks models in their order, and gives the last failure where none of them answered. Nothing of an
 * answer is ever asked for twice: once a model has begun to speak, its failure is the step's.
 */
export async function* askModels(
  turn: ModelTurn,
  models: readonly RoutedModel[],
  asking: Asking,
): AsyncGenerator<readonly EventDraft[], ModelError | undefined, undefined> {
  let { news } = asking;
  for (const [at, model] of models.entries()) {
    const failure = yield* askModel(turn, model, { ...asking, news });
    news = [];
    const next = models[at + 1];
    if (failure === undefined || next === undefined || !isWorthFallback(failure)) return failure;
    yield [fallback(model, next, failure.message), takingOver(next, failure)];
  }
  return undefined;
}

function takingOver({ provider, model }: RoutedModel, { message }: ModelError): EventDraft {
  const title = `${provider}/${model} takes over: ${message}`;
  return { type: "run.status", payload: { status: "running", phase: "perform", title } };
}

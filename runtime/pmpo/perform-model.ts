import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";
import { isWorthFallback } from "#runtime/model/routing/fallback-failure.ts";
import type { RoutedModel } from "#runtime/model/routing/model-router.ts";
import { taskProfile } from "#runtime/model/routing/task-profile.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { askModel } from "./ask-model.ts";
import type { Drafts } from "./drafts.ts";
import { modelRequest } from "./model-request.ts";
import { fallback, routingFacts, wishOf } from "./routing-facts.ts";
import type { LoopServices } from "./services.ts";

/** One turn of the model: what to tell it and how to stop it. */
export interface ModelTurn {
  readonly context: RunContext;
  readonly prompt: string;
  readonly run: RunState;
  readonly services: LoopServices;
  readonly signal: AbortSignal;
  /** Said before anything else, together with how the request was routed. */
  readonly begun: readonly EventDraft[];
}

/**
 * PERFORM, the model's half: routes one request and asks the models of the route in their order,
 * until one answers or none is left that could. Nothing of an answer is ever asked for twice: once a
 * model has begun to speak, its failure is the step's.
 */
export async function* performModel(turn: ModelTurn): Drafts {
  const { run, services, context } = turn;
  const wish = wishOf(context, services.agent);
  const profile = taskProfile(modelRequest(turn));
  const givenUp = (run.routing?.fallbacks ?? []).map(({ from, reason }) => ({ ...from, reason }));
  const route = services.router.route(wish.name, profile, givenUp);
  let news = [...turn.begun, ...routingFacts(run, wish, profile, route)];
  if (route.models.length === 0) return yield news;

  for (const [at, model] of route.models.entries()) {
    const failure = yield* askModel(turn, model, { news, tokens: profile.estimated_tokens });
    news = [];
    const next = route.models[at + 1];
    if (failure === undefined || next === undefined || !isWorthFallback(failure)) return;
    yield [fallback(model, next, failure.message), takingOver(next, failure)];
  }
}

function takingOver({ provider, model }: RoutedModel, { message }: ModelError): EventDraft {
  const title = `${provider}/${model} takes over: ${message}`;
  return { type: "run.status", payload: { status: "running", phase: "perform", title } };
}

import type { Agent } from "#runtime/agent/agent.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ModelRef, RoutingSource } from "#runtime/event/routing.ts";
import type { Route, RoutedModel } from "#runtime/model/routing/model-router.ts";
import type { Obstacle } from "#runtime/model/routing/obstacle.ts";
import type { TaskProfile } from "#runtime/model/routing/task-profile.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RoutingState } from "#runtime/state/routing-state.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

/** Which model a run asks for, and who says so. */
export interface Wish {
  readonly name: string | undefined;
  readonly source: Exclude<RoutingSource, "policy">;
  readonly reason: string;
}

/** The person's choice counts before the agent's, the agent's before the configured default. */
export function wishOf(context: RunContext, agent: Agent): Wish {
  if (context.model !== undefined) {
    return { name: context.model, source: "person", reason: "Chosen for this message" };
  }
  if (agent.model !== undefined) {
    return { name: agent.model, source: "agent", reason: `Set by the agent ${agent.id}` };
  }
  return { name: undefined, source: "default", reason: "The configured default" };
}

/**
 * Says how a request was routed. A run says it with its first request, and again only what is
 * different from then.
 */
export function routingFacts(
  run: RunState,
  wish: Wish,
  profile: TaskProfile,
  route: Route,
): readonly EventDraft[] {
  const { candidates, models, obstacle } = route;
  const known = run.routing;
  const isNews = JSON.stringify(known?.candidates) !== JSON.stringify(candidates);
  const first = models[0];
  return [
    ...(known === undefined ? [profiled(profile)] : []),
    ...(isNews ? [resolved(candidates)] : []),
    ...(first === undefined ? [notPossible(route)] : decided(known, wish, route, first, obstacle)),
  ];
}

function profiled({ kind, needs, estimated_tokens }: TaskProfile): EventDraft {
  const payload = { kind, needs: [...needs], estimated_tokens };
  return { type: "task.profile.resolved", payload };
}

function resolved(candidates: Route["candidates"]): EventDraft {
  return { type: "routing.candidates.resolved", payload: { candidates: [...candidates] } };
}

function decided(
  known: RoutingState | undefined,
  wish: Wish,
  { candidates, models }: Route,
  first: RoutedModel,
  obstacle: Obstacle | undefined,
): readonly EventDraft[] {
  if (known?.decision !== undefined && isSame(known.decision, first)) return [];
  const ref = { provider: first.provider, model: first.model };
  const [wished] = candidates;
  const skipped: readonly EventDraft[] =
    wished === undefined || obstacle === undefined ? [] : [fallback(wished, ref, obstacle.reason)];
  const { source, reason } = obstacle === undefined ? wish : BY_POLICY;
  const decision: EventDraft = {
    type: "routing.decided",
    payload: { ...ref, reason, source, candidate_count: candidates.length },
  };
  return [...skipped, decision, ...(models.length === 1 ? [single(ref, candidates.length)] : [])];
}

const BY_POLICY = {
  source: "policy",
  reason: "The first of the configured fallbacks that can answer",
} as const;

function single(ref: ModelRef, candidates: number): EventDraft {
  const reason = candidates === 1 ? "No fallback is configured" : "No other model can answer";
  return { type: "routing.single_candidate", payload: { ...ref, reason } };
}

function notPossible({ candidates, obstacle }: Route): EventDraft {
  const { code, reason, hint, missing } = obstacle ?? NO_MODEL;
  return {
    type: "routing.not_possible",
    payload: {
      reason,
      candidate_count: candidates.length,
      ...(missing !== undefined && { missing: [missing] }),
      error: { code, message: reason, ...(hint !== undefined && { hint }) },
    },
  };
}

const NO_MODEL: Obstacle = { code: "no_model", reason: "There is no model to ask" };

/** Another model takes over. */
export function fallback(from: ModelRef, to: ModelRef, reason: string): EventDraft {
  return {
    type: "routing.fallback.applied",
    payload: {
      from: { provider: from.provider, model: from.model },
      to: { provider: to.provider, model: to.model },
      reason,
    },
  };
}

function isSame(left: ModelRef, right: ModelRef): boolean {
  return left.provider === right.provider && left.model === right.model;
}

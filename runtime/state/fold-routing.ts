import type { EventOf } from "#runtime/event/catalogue.ts";
import type { RoutingState } from "./routing-state.ts";
import type { RunState } from "./thread-state.ts";

type RoutingEvent = EventOf<
  | "routing.candidates.resolved"
  | "routing.decided"
  | "routing.fallback.applied"
  | "routing.not_possible"
  | "routing.single_candidate"
>;

/**
 * Which model answers. The run's model is the one that was asked for until another takes over. That
 * it was the only one is a decision too, where none was told before.
 */
export function foldRouting(run: RunState, event: RoutingEvent): RunState {
  const { sequence } = event;
  const routing: RoutingState = { candidates: [], fallbacks: [], ...run.routing, sequence };
  switch (event.type) {
    case "routing.candidates.resolved":
      return { ...run, routing: { ...routing, candidates: event.payload.candidates } };
    case "routing.decided": {
      const { provider, model, reason, source } = event.payload;
      return { ...run, routing: { ...routing, decision: { provider, model, reason, source } } };
    }
    case "routing.fallback.applied": {
      const { to, reason } = event.payload;
      const decision = { ...to, reason, source: "policy" } as const;
      const fallbacks = [...routing.fallbacks, event.payload];
      const model = `${to.provider}/${to.model}`;
      return { ...run, model, routing: { ...routing, decision, fallbacks } };
    }
    case "routing.single_candidate": {
      if (routing.decision) return run;
      const { payload } = event;
      const candidates = [{ ...payload, eligible: true }];
      return {
        ...run,
        routing: { ...routing, candidates, decision: { ...payload, source: "default" } },
      };
    }
    case "routing.not_possible": {
      const { reason, error } = event.payload;
      const problem = error ?? { code: "routing", message: reason };
      return { ...run, routing: { ...routing, problem } };
    }
  }
}

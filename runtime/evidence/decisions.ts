import type { RuntimeEvent } from "#runtime/event/catalogue.ts";

/** Who decided what about a run, and why, as far as the log says. */
export interface EvidenceDecision {
  readonly sequence: number;
  readonly at: string;
  readonly kind: RuntimeEvent["type"];
  readonly run_id?: string;
  readonly tool_call_id?: string;
  readonly action_id?: string;
  /** What it was about: a tool, a model, a hook, a budget, or the run. */
  readonly subject: string;
  readonly outcome: string;
  readonly by: string;
  readonly reason?: string;
}

type Told = Pick<EvidenceDecision, "subject" | "outcome" | "by"> & {
  readonly reason?: string | undefined;
};

/** Every decision among the events, in order: of rules, hooks, persons, routing, budgets, and stops. */
export function decisionsOf(events: readonly RuntimeEvent[]): readonly EvidenceDecision[] {
  return events.flatMap((event) => {
    const told = toldBy(event);
    if (told === undefined) return [];
    const { sequence, timestamp: at, type: kind, run_id, tool_call_id, action_id } = event;
    const { reason, ...rest } = told;
    return [
      {
        sequence,
        at,
        kind,
        ...(run_id !== undefined && { run_id }),
        ...(tool_call_id !== undefined && { tool_call_id }),
        ...(action_id !== undefined && { action_id }),
        ...rest,
        ...(reason !== undefined && { reason }),
      },
    ];
  });
}

function toldBy(event: RuntimeEvent): Told | undefined {
  switch (event.type) {
    case "permission.evaluated": {
      const { tool, verdict, rule, source = "policy" } = event.payload;
      return { subject: tool, outcome: verdict, by: source, reason: rule };
    }
    case "action.resolved": {
      const { decision, decided_by, reason } = event.payload;
      return { subject: event.tool_call_id ?? "run", outcome: decision, by: decided_by, reason };
    }
    case "hook.completed": {
      const { hook, outcome, reason } = event.payload;
      return outcome === "continue" ? undefined : { subject: hook, outcome, by: "hook", reason };
    }
    case "hook.failed": {
      const { hook, effect, error } = event.payload;
      return { subject: hook, outcome: effect, by: "hook", reason: error.message };
    }
    default:
      return toldOfRun(event);
  }
}

function toldOfRun(event: RuntimeEvent): Told | undefined {
  switch (event.type) {
    case "routing.decided": {
      const { provider, model, source, reason } = event.payload;
      return { subject: `${provider}/${model}`, outcome: "chosen", by: source, reason };
    }
    case "routing.fallback.applied": {
      const { to, reason } = event.payload;
      const subject = `${to.provider}/${to.model}`;
      return { subject, outcome: "takes over", by: "policy", reason };
    }
    case "task.cancel_requested": {
      const { reason, requested_by: by } = event.payload;
      return { subject: event.tool_call_id ?? "run", outcome: "stop", by, reason };
    }
    case "limit.changed": {
      const { limit, used, max, state: outcome } = event.payload;
      return { subject: limit, outcome, by: "budget", reason: `${used} of ${max}` };
    }
    default:
      return undefined;
  }
}

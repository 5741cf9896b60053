import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";

/** A stretch of a run. Those of one parent lie within it; only tools and approvals may overlap. */
export interface RunSpan {
  readonly kind: "run" | "step" | "model" | "tool" | "approval";
  /** The same in every export of the run: its kind and the id that the log gives it. */
  readonly id: string;
  /** The id of the span around it; absent for the run itself. */
  readonly parent?: string;
  /** Milliseconds since 1970. They never step back from event to event, even where a clock did. */
  readonly from: number;
  readonly to: number;
  /** `open`: the events do not tell its end. */
  readonly state: "open" | "done" | "failed";
  readonly begun: RuntimeEvent;
  /** The event that ended it; absent while it is open, and for a step, which just stops. */
  readonly ended?: RuntimeEvent;
}

type OpenSpan = { -readonly [Key in keyof RunSpan]: RunSpan[Key] };

/** The spans of a run's events: the run, its steps, and the model call, tools and approvals of each. */
export function runSpans(events: readonly RuntimeEvent[]): readonly RunSpan[] {
  const walk = new SpanWalk();
  for (const event of events) walk.take(event);
  return walk.finish();
}

/** The times of events, in milliseconds since 1970, as spans and instants of a run have them. */
export function eventTimes(events: readonly RuntimeEvent[]): readonly number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return events.map(({ timestamp }) => {
    latest = Math.max(latest, Date.parse(timestamp));
    return latest;
  });
}

/** Goes through the events once and keeps what is still open. */
class SpanWalk {
  readonly #spans: OpenSpan[] = [];
  /** Whatever can still end, by its id without the number of a further try. */
  readonly #open = new Map<string, OpenSpan>();
  /** By the span's id. */
  readonly #steps = new Map<string, OpenSpan>();
  readonly #tries = new Map<string, number>();
  #run: OpenSpan | undefined;
  #time = Number.NEGATIVE_INFINITY;

  take(event: RuntimeEvent): void {
    this.#time = Math.max(this.#time, Date.parse(event.timestamp));
    this.#run ??= this.#begin("run", `run ${event.run_id}`, event);
    this.#run.to = this.#time;
    this.#change(event);
    const step = this.#stepOf(event);
    if (step !== undefined) step.to = this.#time;
  }

  finish(): readonly RunSpan[] {
    const end = this.#run?.to ?? this.#time;
    for (const span of this.#open.values()) span.to = end;
    const isOver = this.#run?.state !== "open";
    for (const step of this.#steps.values()) step.state = isOver ? "done" : "open";
    for (const span of this.#spans) {
      const step = this.#steps.get(span.parent ?? "");
      if (step === undefined) continue;
      step.to = Math.max(step.to, span.to);
      if (span.kind === "model") step.state = span.state;
    }
    return this.#spans;
  }

  #change(event: RuntimeEvent): void {
    switch (event.type) {
      case "model.requested":
        this.#beginStep(event);
        return;
      case "model.completed":
        this.#end(`model ${event.step_id}`, event, "done");
        return;
      case "model.failed":
        this.#end(`model ${event.step_id}`, event, "failed");
        return;
      case "tool.started":
        this.#begin("tool", `tool ${event.tool_call_id}`, event);
        return;
      case "tool.result":
        this.#end(`tool ${event.tool_call_id}`, event, "done");
        return;
      case "tool.failed":
        this.#end(`tool ${event.tool_call_id}`, event, "failed");
        return;
      case "action.required":
        this.#begin("approval", `approval ${event.action_id}`, event);
        return;
      case "action.resolved":
        this.#end(`approval ${event.action_id}`, event, isRefused(event) ? "failed" : "done");
        return;
      case "turn.completed":
      case "turn.failed":
        this.#end(this.#run?.id ?? "", event, event.type === "turn.completed" ? "done" : "failed");
        return;
      default:
        return;
    }
  }

  #beginStep(event: EventOf<"model.requested">): void {
    const step = this.#begin("step", stepName(event), event);
    this.#steps.set(step.id, step);
    this.#begin("model", `model ${event.step_id}`, event);
  }

  /** What is begun again before it ended was cut off there. */
  #begin(kind: RunSpan["kind"], name: string, event: RuntimeEvent): OpenSpan {
    const before = this.#open.get(name);
    if (before !== undefined) Object.assign(before, { to: this.#time, state: "failed" });
    const tries = (this.#tries.get(name) ?? 0) + 1;
    this.#tries.set(name, tries);
    const around = kind === "step" ? this.#run : (this.#stepOf(event) ?? this.#run);
    const span: OpenSpan = {
      kind,
      id: tries === 1 ? name : `${name}#${tries}`,
      ...(around !== undefined && { parent: around.id }),
      from: this.#time,
      to: this.#time,
      state: "open",
      begun: event,
    };
    if (kind !== "step") this.#open.set(name, span);
    this.#spans.push(span);
    return span;
  }

  #end(name: string, event: RuntimeEvent, state: RunSpan["state"]): void {
    const span = this.#open.get(name);
    if (span === undefined) return;
    Object.assign(span, { to: this.#time, state, ended: event });
    this.#open.delete(name);
  }

  #stepOf(event: RuntimeEvent): OpenSpan | undefined {
    return event.step_id === undefined ? undefined : this.#steps.get(stepName(event));
  }
}

function stepName({ step_id, event_id }: RuntimeEvent): string {
  return `step ${step_id ?? event_id}`;
}

function isRefused({ payload }: EventOf<"action.resolved">): boolean {
  return ["deny", "expired", "cancelled", "mark_failed", "abort"].includes(payload.decision);
}

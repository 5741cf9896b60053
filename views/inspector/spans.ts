import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Lane } from "#runtime/event/lane.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import type { EventIndex } from "./event-index.ts";
import { grouped } from "./quantity.ts";

/** A stretch of a run during which one thing was going on. */
export interface Span {
  readonly kind: "run" | "step" | "model" | "tool" | "approval" | "subagent";
  readonly id: string;
  readonly name: string;
  readonly lane: Lane;
  /** Milliseconds since the run's first event. An open span ends with the newest event. */
  readonly from: number;
  readonly to: number;
  /** Sequences of its first and last event. */
  readonly first: number;
  readonly last: number;
  readonly state: SpanState;
  /** What is known of its outcome, short: "timed out", "2,318 tokens". */
  readonly outcome: string;
  /** From 1; above it, the same call was tried before. */
  readonly attempt: number;
  /** Number of the step that it belongs to, from 1; 0 for what stands outside of any step. */
  readonly step: number;
}

export type SpanState = "open" | "done" | "failed";

type MutableSpan = { -readonly [Key in keyof Span]: Span[Key] };

/** The spans of a run: itself first, then step after step, each with its model call, tools and approvals. */
export function spansOf(index: EventIndex): readonly Span[] {
  const builder = new SpanBuilder();
  for (let position = 0; position < index.count; position += 1) {
    builder.take(index.event(position), index.time(position));
  }
  return builder.finish(index.end, index.lastSequence);
}

/** Walks through the events once, keeping the spans that are still open. */
class SpanBuilder {
  readonly #open = new Map<string, MutableSpan>();
  readonly #spans: MutableSpan[] = [];
  #run: MutableSpan | undefined;
  #step: MutableSpan | undefined;
  #steps = 0;

  take(event: RuntimeEvent, t: number): void {
    this.#run ??= this.#begin("run", event.run_id ?? "", "status", event, t);
    this.#reach(this.#run, event, t);
    this.#enter(event, t);
    if (this.#step !== undefined && belongsToStep(event)) this.#reach(this.#step, event, t);
    this.#change(event, t);
  }

  /** What is still open goes on up to the newest event. */
  finish(end: number, last: number): readonly Span[] {
    for (const span of this.#spans) {
      if (span.state === "open") Object.assign(span, { to: end, last });
    }
    return this.#spans;
  }

  #enter(event: RuntimeEvent, t: number): void {
    if (event.type !== "model.requested") return;
    if (this.#step?.state === "open") this.#step.state = "done";
    this.#steps += 1;
    const id = event.step_id ?? event.event_id;
    this.#step = this.#begin("step", id, "status", event, t);
    this.#step.name = `step ${this.#steps}`;
  }

  #change(event: RuntimeEvent, t: number): void {
    switch (event.type) {
      case "model.requested":
        this.#startModel(event, t);
        return;
      case "model.completed":
        this.#end(`model ${event.step_id}`, event, t, { outcome: spent(event) });
        return;
      case "model.failed":
        this.#end(`model ${event.step_id}`, event, t, {
          state: "failed",
          outcome: event.payload.reason,
        });
        return;
      case "tool.started":
        this.#startTool(event, t);
        return;
      case "tool.progress":
        this.#touch(event.tool_call_id, event, t);
        return;
      case "tool.result":
        this.#end(event.tool_call_id, event, t, {});
        return;
      case "tool.failed":
        this.#end(event.tool_call_id, event, t, {
          state: "failed",
          outcome: event.payload.reason.replaceAll("_", " "),
        });
        return;
      default:
        this.#changeOther(event, t);
    }
  }

  #changeOther(event: RuntimeEvent, t: number): void {
    switch (event.type) {
      case "action.required":
        this.#begin("approval", event.action_id ?? event.event_id, "approvals", event, t).name =
          `approval ${toolLabel(event.payload.tool)}`;
        return;
      case "action.resolved": {
        const { decision } = event.payload;
        const refused = !["allow_once", "allow_session", "mark_done", "retry"].includes(decision);
        this.#end(event.action_id, event, t, {
          state: refused ? "failed" : "done",
          outcome: decision.replaceAll("_", " "),
        });
        return;
      }
      case "subagent.spawned":
        this.#begin("subagent", event.subagent_id ?? event.event_id, "tools", event, t).name =
          `agent ${event.payload.agent}`;
        return;
      case "subagent.status": {
        const span = this.#open.get(event.subagent_id ?? "");
        if (span !== undefined) span.outcome = event.payload.status.replaceAll("_", " ");
        return;
      }
      case "subagent.completed":
        this.#end(event.subagent_id, event, t, {});
        return;
      case "subagent.failed":
        this.#end(event.subagent_id, event, t, {
          state: "failed",
          outcome: event.payload.reason.replaceAll("_", " "),
        });
        return;
      case "thread.started":
        return this.#leave();
      case "turn.completed":
      case "turn.failed":
        this.#endRun(event.type === "turn.completed" ? "done" : "failed");
        return;
      default:
        return;
    }
  }

  #startModel(event: EventOf<"model.requested">, t: number): void {
    const { purpose, model, attempt = 1 } = event.payload;
    const span = this.#begin("model", `model ${event.step_id}`, "tokens", event, t);
    span.name = `${purpose === undefined ? "model" : "summary by"} ${model}`;
    span.attempt = attempt;
  }

  #startTool(event: EventOf<"tool.started">, t: number): void {
    this.#end(event.tool_call_id, event, t, { state: "failed", outcome: "begun again" });
    const span = this.#begin("tool", event.tool_call_id ?? event.event_id, "tools", event, t);
    span.name = toolLabel(event.payload.name);
    span.attempt = event.payload.attempt;
  }

  #begin(kind: Span["kind"], id: string, lane: Lane, event: RuntimeEvent, t: number): MutableSpan {
    const span: MutableSpan = {
      kind,
      id,
      name: id,
      lane,
      from: t,
      to: t,
      first: event.sequence,
      last: event.sequence,
      state: "open",
      outcome: "",
      attempt: 1,
      step: this.#steps,
    };
    this.#open.set(id, span);
    this.#spans.push(span);
    return span;
  }

  #touch(id: string | undefined, event: RuntimeEvent, t: number): void {
    const span = this.#open.get(id ?? "");
    if (span !== undefined) this.#reach(span, event, t);
  }

  #end(
    id: string | undefined,
    event: RuntimeEvent,
    t: number,
    { state = "done", outcome = "" }: { state?: SpanState; outcome?: string },
  ): void {
    const span = this.#open.get(id ?? "");
    if (span === undefined) return;
    this.#reach(span, event, t);
    span.state = state;
    span.outcome = outcome;
    this.#open.delete(span.id);
  }

  /** What was under way where a fork left its origin ended there: the fork begins it anew. */
  #leave(): void {
    for (const [id, span] of this.#open) {
      if (span.kind === "run" || span.kind === "step") continue;
      Object.assign(span, { state: "done", outcome: "left by the fork" });
      this.#open.delete(id);
    }
  }

  #endRun(state: SpanState): void {
    if (this.#run !== undefined) this.#run.state = state;
    if (this.#step?.state === "open") this.#step.state = state;
  }

  #reach(span: MutableSpan, event: RuntimeEvent, t: number): void {
    span.to = t;
    span.last = event.sequence;
  }
}

/** The events around a run's steps say how the run does, not the step. */
function belongsToStep(event: RuntimeEvent): boolean {
  return !event.type.startsWith("turn.") && event.type !== "queue.changed";
}

function spent(event: EventOf<"model.completed">): string {
  const tokens = event.payload.usage.output_tokens;
  return tokens === undefined ? "" : `${grouped(tokens)} tok`;
}

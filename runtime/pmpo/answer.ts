import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { FinishReason, RequestedCall } from "#runtime/event/model.ts";
import type { Citation, Failure, Json, Usage } from "#runtime/event/shared.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Ids } from "#runtime/services.ts";
import { addUsage } from "#runtime/state/fold-model.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { mergeDeltas } from "./merge-deltas.ts";

interface AnswerOf {
  readonly driver: ModelDriver;
  readonly request: ModelRequest;
  readonly run: RunState;
  readonly ids: Ids;
  readonly signal: AbortSignal;
}

/** Turns a driver's events into drafts and remembers what the end of the answer must say. */
export class Answer {
  readonly #step: AnswerOf;
  readonly #step_id: string;
  readonly #calls = new Map<string, RequestedCall>();
  #usage: Usage = {};
  #citations: number;
  #artifacts: Map<string, { artifact_id: string; version: number }>;
  #finish: { reason: FinishReason; metadata?: Json } | undefined;
  #failure: Failure | undefined;

  constructor(step: AnswerOf) {
    this.#step = step;
    this.#step_id = step.ids.next("st");
    this.#citations = step.run.citations.length;
    this.#artifacts = new Map(
      step.run.artifacts.map(({ artifact_id, version, name }) => [name, { artifact_id, version }]),
    );
  }

  requested(): EventDraft {
    const { driver, request } = this.#step;
    const payload = {
      provider: driver.provider,
      model: driver.model,
      message_count: request.messages.length,
      tools: request.tools.length,
    };
    return { type: "model.requested", step_id: this.#step_id, payload };
  }

  read(events: readonly NormalizedEvent[]): EventDraft[] {
    return mergeDeltas(events).flatMap((event) => this.#draft(event));
  }

  ended(): EventDraft {
    if (this.#step.signal.aborted) return this.#failed("cancelled", CANCELLED);
    if (this.#failure !== undefined) return this.#failed("error", this.#failure);
    if (this.#finish === undefined) return this.#failed("error", TRUNCATED);
    const { reason, metadata } = this.#finish;
    const payload = {
      finish_reason: reason,
      usage: this.#usage,
      tool_calls: [...this.#calls.values()],
      ...(metadata !== undefined && { provider_metadata: metadata }),
    };
    return { type: "model.completed", step_id: this.#step_id, payload };
  }

  broken(cause: unknown): EventDraft {
    if (this.#step.signal.aborted) return this.#failed("cancelled", CANCELLED);
    const message = cause instanceof Error ? cause.message : String(cause);
    return this.#failed("error", { code: "driver_error", message });
  }

  #draft(event: NormalizedEvent): EventDraft[] {
    const step_id = this.#step_id;
    switch (event.type) {
      case "message_delta":
        return event.text === ""
          ? []
          : [{ type: "model.delta", step_id, payload: { text: event.text } }];
      case "reasoning_delta":
        return event.text === ""
          ? []
          : [{ type: "reasoning.delta", step_id, payload: { text: event.text } }];
      case "citation":
        this.#citations += 1;
        return [this.#cited(event.citation)];
      case "tool_call_delta":
      case "tool_call_complete":
        return this.#toolCall(event);
      case "bundle":
        return [this.#bundle(event)];
      case "usage":
        this.#usage = addUsage(this.#usage, event.usage);
        return [];
      case "error":
      case "done":
        this.#end(event);
        return [];
    }
  }

  /** A citation names the provider's call; the log names ours. */
  #cited({ tool_call_id: providerId, ...place }: Omit<Citation, "index">): EventDraft {
    const requested = this.#step.run.steps.flatMap((step) => step.tool_calls);
    const call = requested.findLast((known) => known.provider_call_id === providerId);
    const citation: Citation = {
      index: this.#citations,
      ...place,
      ...(call !== undefined && { tool_call_id: call.tool_call_id }),
    };
    return { type: "model.delta", step_id: this.#step_id, payload: { citation } };
  }

  #toolCall(
    event: Extract<NormalizedEvent, { type: "tool_call_delta" | "tool_call_complete" }>,
  ): EventDraft[] {
    const known = this.#calls.get(event.id);
    const written = event.type === "tool_call_complete" ? event.arguments : event.arguments_delta;
    const text =
      event.type === "tool_call_complete" ? event.arguments : (known?.arguments ?? "") + written;
    const name = event.name ?? known?.name ?? "";
    const tool_call_id = known?.tool_call_id ?? this.#step.ids.next("call");
    this.#calls.set(event.id, { tool_call_id, provider_call_id: event.id, name, arguments: text });
    if (event.type === "tool_call_complete") return [];
    return [
      { type: "tool.args", step_id: this.#step_id, tool_call_id, payload: { name, text: written } },
    ];
  }

  #bundle(event: Extract<NormalizedEvent, { type: "bundle" }>): EventDraft {
    const known = this.#artifacts.get(event.artifact);
    const artifact_id = known?.artifact_id ?? this.#step.ids.next("art");
    const version = (known?.version ?? 0) + 1;
    this.#artifacts.set(event.artifact, { artifact_id, version });
    const payload = {
      kind: "bundle" as const,
      name: event.artifact,
      version,
      title: event.title,
      media_type: "text/html",
      content: event.html,
      ...(event.height !== undefined && { height: event.height }),
    };
    return { type: "artifact.changed", step_id: this.#step_id, artifact_id, payload };
  }

  #end(event: Extract<NormalizedEvent, { type: "error" | "done" }>): void {
    if (event.type === "done") {
      const { finish_reason: reason, provider_metadata: metadata } = event;
      this.#finish = { reason, ...(metadata !== undefined && { metadata }) };
      return;
    }
    const { type: _, ...failure } = event;
    this.#failure = failure;
  }

  #failed(reason: "error" | "cancelled", error: Failure): EventDraft {
    return { type: "model.failed", step_id: this.#step_id, payload: { reason, error } };
  }
}

const TRUNCATED: Failure = {
  code: "stream_truncated",
  message: "The model's answer broke off before its end",
  retryable: true,
};

const CANCELLED: Failure = { code: "cancelled", message: "The model's answer was stopped" };

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { RequestedCall } from "#runtime/event/model.ts";
import type { Citation, Failure, Json, Usage } from "#runtime/event/shared.ts";
import { canonicalRequest } from "#runtime/model/cache/canonical-request.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Ids } from "#runtime/services.ts";
import { addUsage } from "#runtime/state/add-usage.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { mergeDeltas } from "./merge-deltas.ts";
import { ProviderTools } from "./provider-tools.ts";

interface AnswerOf {
  readonly driver: ModelDriver;
  readonly request: ModelRequest;
  /** From 1: how often this request was sent to this model. */
  readonly attempt: number;
  readonly run: RunState;
  readonly ids: Ids;
  readonly signal: AbortSignal;
}

/** Turns a driver's events into drafts and remembers what the end of the answer must say. */
export class Answer {
  readonly #step: AnswerOf;
  readonly #step_id: string;
  readonly #calls = new Map<string, RequestedCall>();
  readonly #providerTools: ProviderTools;
  readonly #reasoningItems: Json[] = [];
  #hasSpoken = false;
  #usage: Usage = {};
  #providerUsage: Json | undefined;
  #citations: number;
  #artifacts: Map<string, { artifact_id: string; version: number }>;
  #end: Extract<NormalizedEvent, { type: "done" }> | undefined;
  #failure: ModelError | undefined;

  constructor(step: AnswerOf) {
    this.#step = step;
    this.#step_id = step.ids.next("st");
    this.#providerTools = new ProviderTools(this.#step_id, step.ids);
    this.#citations = step.run.citations.length;
    this.#artifacts = new Map(
      step.run.artifacts.map(({ artifact_id, version, name }) => [name, { artifact_id, version }]),
    );
  }

  get step_id(): string {
    return this.#step_id;
  }

  get request(): ModelRequest {
    return this.#step.request;
  }

  /** Whether the model came to its end by itself. */
  get isComplete(): boolean {
    return !this.#step.signal.aborted && this.#failure === undefined && this.#end !== undefined;
  }

  /** What the provider said it counted. */
  get usage(): Usage {
    return this.#usage;
  }

  /** Whether anything of the answer was given to the loop: from then on it cannot be asked for again. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Why the answer failed; read it when the stream is over. */
  get failure(): ModelError | undefined {
    if (this.#step.signal.aborted) return undefined;
    return this.#failure ?? (this.#end === undefined ? TRUNCATED : undefined);
  }

  async requested(): Promise<Extract<EventDraft, { type: "model.requested" }>> {
    const { driver, request, attempt } = this.#step;
    const payload = {
      provider: driver.provider,
      model: driver.model,
      message_count: request.messages.length,
      tools: request.tools.length,
      request_hash: await canonicalRequest(driver, request),
      ...(attempt > 1 && { attempt }),
    };
    return { type: "model.requested", step_id: this.#step_id, payload };
  }

  read(events: readonly NormalizedEvent[]): EventDraft[] {
    return mergeDeltas(events).flatMap((event) => this.#draft(event));
  }

  /** The end of the answer, after the ends of what the provider left running (R1). */
  ended(): EventDraft[] {
    return [...this.#providerTools.ended(), this.#completedOrFailed()];
  }

  broken(cause: unknown): EventDraft[] {
    const message = cause instanceof Error ? cause.message : String(cause);
    const end = this.#step.signal.aborted
      ? this.#failed("cancelled", CANCELLED)
      : this.#failed("error", { code: "driver_error", message });
    return [...this.#providerTools.ended(), end];
  }

  #completedOrFailed(): EventDraft {
    if (this.#step.signal.aborted) return this.#failed("cancelled", CANCELLED);
    if (this.#failure !== undefined || this.#end === undefined) {
      return this.#failed("error", toFailure(this.#failure ?? TRUNCATED));
    }
    const { finish_reason, provider_finish, provider_metadata, cached } = this.#end;
    const payload = {
      finish_reason,
      usage: this.#usage,
      tool_calls: [...this.#calls.values()],
      ...(this.#reasoningItems.length > 0 && { reasoning_items: this.#reasoningItems }),
      ...(this.#providerUsage !== undefined && { provider_usage: this.#providerUsage }),
      ...(provider_finish !== undefined && { provider_finish }),
      ...(provider_metadata !== undefined && { provider_metadata }),
      ...(cached !== undefined && { cached }),
    };
    return { type: "model.completed", step_id: this.#step_id, payload };
  }

  #draft(event: NormalizedEvent): EventDraft[] {
    switch (event.type) {
      case "usage":
        this.#usage = addUsage(this.#usage, event.usage);
        this.#providerUsage = event.provider_usage ?? this.#providerUsage;
        return [];
      case "error":
        this.#failure = event;
        return [];
      case "done":
        this.#end = event;
        return [];
      default:
        this.#hasSpoken = true;
        return this.#spoken(event);
    }
  }

  #spoken(event: Exclude<NormalizedEvent, { type: "usage" | "error" | "done" }>): EventDraft[] {
    const step_id = this.#step_id;
    switch (event.type) {
      case "message_delta":
        return event.text === ""
          ? []
          : [{ type: "model.delta", step_id, payload: { text: event.text } }];
      case "refusal_delta":
        return event.text === ""
          ? []
          : [{ type: "model.delta", step_id, payload: { refusal: event.text } }];
      case "reasoning_delta":
        return event.text === ""
          ? []
          : [{ type: "reasoning.delta", step_id, payload: { text: event.text } }];
      case "reasoning_item":
        this.#reasoningItems.push(event.item);
        return [];
      case "citation":
        this.#citations += 1;
        return [this.#cited(event.citation)];
      case "tool_call_delta":
      case "tool_call_complete":
        return this.#toolCall(event);
      case "provider_tool":
        return this.#providerTools.read(event);
      case "bundle":
        return [this.#bundle(event)];
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

  #failed(reason: "error" | "cancelled", error: Failure): EventDraft {
    return { type: "model.failed", step_id: this.#step_id, payload: { reason, error } };
  }
}

const TRUNCATED: ModelError = {
  type: "error",
  code: "stream_truncated",
  message: "The model's answer broke off before its end",
  retryable: true,
};

const CANCELLED: Failure = { code: "cancelled", message: "The model's answer was stopped" };

function toFailure({ code, message, hint, retryable }: ModelError): Failure {
  return { code, message, retryable, ...(hint !== undefined && { hint }) };
}

import type { UIMessageChunk } from "ai";

import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { FinishReason } from "#runtime/event/model.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { RunTeller } from "#server/protocol/run-stream.ts";
import { dataChunks } from "./data-chunks.ts";

export interface ChunkTellerOptions {
  /** Whether the answer stays open while a call waits for a person; else it ends there, as the SDK's own does. */
  readonly waits: boolean;
  /** The client's message that the run goes on with; else the run's id names a new one. */
  readonly answer_id?: string;
}

/** A run as chunks of the AI SDK's message stream: one message, whose id is the run's. */
export class ChunkTeller implements RunTeller<UIMessageChunk> {
  readonly #waits: boolean;
  readonly #answerId: string | undefined;
  /** What the client runs itself: it has no result from here. */
  #clientTools: ReadonlySet<string> = new Set();
  #open: { readonly kind: "text" | "reasoning"; readonly id: string } | undefined;
  #isInStep = false;
  /** What was taken back is written anew in the same step. */
  #isReset = false;
  /** The step in which earlier messages are summarised: no part of the answer. */
  #aside: string | undefined;
  /** The input that the client knows of each call, as JSON; "" while it is written. */
  readonly #inputs = new Map<string, string>();
  readonly #pending = new Set<string>();
  #finish: FinishReason = "unknown";

  constructor({ waits, answer_id }: ChunkTellerOptions) {
    this.#waits = waits;
    this.#answerId = answer_id;
  }

  tell(event: RuntimeEvent): readonly UIMessageChunk[] {
    return [...this.#said(event), ...dataChunks(event)].concat(this.#ending(event));
  }

  rest(): readonly UIMessageChunk[] | undefined {
    if (this.#waits || this.#pending.size === 0) return undefined;
    return [...this.#endStep(), { type: "finish", finishReason: "tool-calls" }];
  }

  #said(event: RuntimeEvent): readonly UIMessageChunk[] {
    switch (event.type) {
      case "turn.submitted":
        this.#clientTools = new Set(event.payload.request?.tools?.map(({ name }) => name));
        return [startChunk(event, this.#answerId)];
      case "turn.started":
        return [{ type: "message-metadata", messageMetadata: event.payload }];
      case "model.requested":
        return this.#beginStep(event);
      case "model.delta":
        return this.#spoken(event);
      case "reasoning.delta":
      case "reasoning.summary":
        return this.#write("reasoning", event.payload.text, event);
      case "model.completed":
        return this.#completed(event);
      case "model.failed":
        return this.#failed(event);
      case "action.required":
      case "action.resolved":
        return this.#approval(event);
      case "tool.args":
      case "tool.started":
      case "tool.result":
      case "tool.failed":
        return this.#tool(event);
      default:
        return [];
    }
  }

  #beginStep({ step_id, payload }: EventOf<"model.requested">): readonly UIMessageChunk[] {
    if (payload.purpose !== undefined) {
      this.#aside = step_id;
      return [];
    }
    if (this.#isReset) {
      this.#isReset = false;
      return [];
    }
    const ended = this.#endStep();
    this.#isInStep = true;
    return [...ended, { type: "start-step" }];
  }

  #endStep(): readonly UIMessageChunk[] {
    const closed = this.#close();
    if (!this.#isInStep) return closed;
    this.#isInStep = false;
    return [...closed, { type: "finish-step" }];
  }

  #spoken(event: EventOf<"model.delta">): readonly UIMessageChunk[] {
    const { text = "", refusal = "", citation } = event.payload;
    const said = text + refusal === "" ? [] : this.#write("text", text + refusal, event);
    if (citation === undefined) return said;
    const { url, title } = citation;
    const sourceId = `source-${event.sequence}`;
    const source: UIMessageChunk =
      url === undefined
        ? { type: "source-document", sourceId, mediaType: "text/plain", title, ...named(citation) }
        : { type: "source-url", sourceId, url, title };
    return [...said, source];
  }

  #write(
    kind: "text" | "reasoning",
    delta: string,
    event: RuntimeEvent,
  ): readonly UIMessageChunk[] {
    if (this.#open?.kind === kind) return [{ type: `${kind}-delta`, id: this.#open.id, delta }];
    const closed = this.#close();
    const id = `${kind}-${event.sequence}`;
    this.#open = { kind, id };
    return [...closed, { type: `${kind}-start`, id }, { type: `${kind}-delta`, id, delta }];
  }

  #close(): readonly UIMessageChunk[] {
    if (this.#open === undefined) return [];
    const { kind, id } = this.#open;
    this.#open = undefined;
    return [{ type: `${kind}-end`, id }];
  }

  #completed({ step_id, payload }: EventOf<"model.completed">): readonly UIMessageChunk[] {
    if (step_id !== undefined && step_id === this.#aside) return [];
    this.#finish = payload.finish_reason;
    const calls = payload.tool_calls.flatMap(({ tool_call_id, name, arguments: text }) =>
      // A client acts as soon as it has the input, so it gets none that may still be refused.
      this.#clientTools.has(name) ? [] : this.#input(tool_call_id, name, parsed(text)),
    );
    return [...this.#close(), ...calls];
  }

  #failed({ step_id, payload }: EventOf<"model.failed">): readonly UIMessageChunk[] {
    if (step_id !== undefined && step_id === this.#aside) return [];
    if (payload.discarded === undefined || !this.#isInStep) return this.#close();
    const closed = this.#close();
    this.#isReset = true;
    for (const [id, input] of this.#inputs) if (input === "") this.#inputs.delete(id);
    return [...closed, { type: "reset-step" }];
  }

  #tool(
    event: EventOf<"tool.args" | "tool.started" | "tool.result" | "tool.failed">,
  ): readonly UIMessageChunk[] {
    const toolCallId = event.tool_call_id ?? event.event_id;
    switch (event.type) {
      case "tool.args": {
        const { name = "tool", text } = event.payload;
        const begun = this.#begin(toolCallId, name);
        return [...begun, { type: "tool-input-delta", toolCallId, inputTextDelta: text }];
      }
      case "tool.started": {
        const { name, arguments: input, provider_executed } = event.payload;
        return this.#input(toolCallId, name, input, provider_executed);
      }
      case "tool.result": {
        const { name, output } = event.payload;
        if (this.#clientTools.has(name)) return [];
        const known = this.#ensure(toolCallId, name);
        return [
          ...known,
          { type: "tool-output-available", toolCallId, output: output.content, dynamic: true },
        ];
      }
      case "tool.failed": {
        const { name, reason, error } = event.payload;
        if (this.#clientTools.has(name)) return [this.#refused(toolCallId, name, error.message)];
        const known = this.#ensure(toolCallId, name);
        if (reason === "denied") return [...known, { type: "tool-output-denied", toolCallId }];
        const errorText = error.message;
        return [...known, { type: "tool-output-error", toolCallId, errorText, dynamic: true }];
      }
    }
  }

  #begin(toolCallId: string, toolName: string): readonly UIMessageChunk[] {
    if (this.#inputs.has(toolCallId)) return [];
    this.#inputs.set(toolCallId, "");
    const start = { type: "tool-input-start", toolCallId, toolName } as const;
    return [...this.#close(), { ...start, ...this.#isDynamic(toolName) }];
  }

  /** The whole input of a call: once, and again where somebody put another in its place. */
  #input(
    toolCallId: string,
    toolName: string,
    input: Json,
    providerExecuted?: true,
  ): readonly UIMessageChunk[] {
    const json = JSON.stringify(input);
    if (this.#inputs.get(toolCallId) === json) return [];
    this.#inputs.set(toolCallId, json);
    const executed = providerExecuted !== undefined && { providerExecuted };
    const chunk = { type: "tool-input-available", toolCallId, toolName, input } as const;
    return [...this.#close(), { ...chunk, ...this.#isDynamic(toolName), ...executed }];
  }

  /** A call that the client shall not make: its input was none that the tool takes. */
  #refused(toolCallId: string, toolName: string, errorText: string): UIMessageChunk {
    return { type: "tool-input-error", toolCallId, toolName, input: {}, errorText };
  }

  /** The client knows its own tools by their types, and those of the server by nothing but their names. */
  #isDynamic(toolName: string): { readonly dynamic?: true } {
    return this.#clientTools.has(toolName) ? {} : { dynamic: true };
  }

  #ensure(toolCallId: string, toolName: string): readonly UIMessageChunk[] {
    return (this.#inputs.get(toolCallId) ?? "") === "" ? this.#input(toolCallId, toolName, {}) : [];
  }

  /** Only whether a call may run is yes or no; what came of a lost one is answered in the playground. */
  #approval(event: EventOf<"action.required" | "action.resolved">): readonly UIMessageChunk[] {
    const { tool_call_id: toolCallId = "", action_id: approvalId = event.event_id } = event;
    if (event.type === "action.required") {
      const { action_type, tool, arguments: input, prompt: reason } = event.payload;
      if (action_type !== "tool_approval") return [];
      this.#pending.add(approvalId);
      const known = this.#input(toolCallId, tool, input);
      return [...known, { type: "tool-approval-request", approvalId, toolCallId, reason }];
    }
    if (!this.#pending.delete(approvalId)) return [];
    const { decision, reason } = event.payload;
    const approved = decision.startsWith("allow_");
    const why = reason !== undefined && { reason };
    return [{ type: "tool-approval-response", approvalId, approved, ...why }];
  }

  #ending(event: RuntimeEvent): UIMessageChunk[] {
    if (event.type === "turn.completed") {
      const { usage } = event.payload;
      const finishReason = FINISH[this.#finish];
      return [...this.#endStep(), { type: "finish", finishReason, messageMetadata: { usage } }];
    }
    if (event.type !== "turn.failed") return [];
    const { status, error } = event.payload;
    const ended = this.#endStep();
    if (status === "cancelled") return [...ended, { type: "abort", reason: error.message }];
    return [
      ...ended,
      { type: "error", errorText: error.message },
      { type: "finish", finishReason: "error" },
    ];
  }
}

/** The message's beginning: its metadata says where to watch the run. */
function startChunk(event: EventOf<"turn.submitted">, answerId?: string): UIMessageChunk {
  const { session_id, thread_id, turn_id, run_id = event.event_id } = event;
  return {
    type: "start",
    messageId: answerId ?? run_id,
    messageMetadata: { session_id, thread_id, turn_id, run_id },
  };
}

const FINISH = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  content_filter: "content-filter",
  error: "error",
  cancelled: "interrupted",
  unknown: "other",
} as const satisfies Record<FinishReason, string>;

function named({ path }: { path?: string }): { filename?: string } {
  return path === undefined ? {} : { filename: path };
}

/** The arguments as the model wrote them; text that is no JSON stays text. */
function parsed(text: string): Json {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

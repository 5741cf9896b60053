import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { AgUiEvent } from "./ag-ui-event.ts";

/** What the model says and does, step by step: texts, reasoning, calls with their results. */
export class StepTeller {
  #open: { readonly kind: "text" | "reasoning"; readonly messageId: string } | undefined;
  #step: string | undefined;
  #aside: string | undefined;
  /** The message that the step's calls belong to. */
  #parent = "";
  /** Messages of the step, should it be taken back. */
  #said = new Set<string>();
  /** Calls whose arguments are written now, and all that were told. */
  readonly #writing = new Set<string>();
  readonly #calls = new Set<string>();
  /** What the client runs itself: it has no result from here. */
  #clientTools: ReadonlySet<string> = new Set();

  /** What the newest step said, which counts no more; empty unless the event takes it back. */
  discarded(event: RuntimeEvent): ReadonlySet<string> {
    const isTakenBack = event.type === "model.failed" && event.payload.discarded !== undefined;
    return isTakenBack ? this.#said : new Set();
  }

  tell(event: RuntimeEvent): readonly AgUiEvent[] {
    switch (event.type) {
      case "model.requested":
        return this.#begin(event);
      case "model.delta": {
        const { text = "", refusal = "" } = event.payload;
        return text + refusal === "" ? [] : this.#write("text", text + refusal, event);
      }
      case "reasoning.delta":
      case "reasoning.summary":
        return this.#write("reasoning", event.payload.text, event);
      case "model.completed":
        if (event.step_id !== undefined && event.step_id === this.#aside) return [];
        return [...this.#asked(event), ...this.#end()];
      case "model.failed":
        return this.#end();
      case "tool.args": {
        const { name = "tool", text: delta } = event.payload;
        const toolCallId = event.tool_call_id ?? event.event_id;
        const begun = this.#beginCall(toolCallId, name);
        return [...begun, { type: "TOOL_CALL_ARGS", toolCallId, delta }];
      }
      case "tool.started": {
        const { name, arguments: args } = event.payload;
        return this.#wholeCall(event.tool_call_id ?? event.event_id, name, JSON.stringify(args));
      }
      case "tool.result":
        return this.#result(event, event.payload.output.content);
      case "tool.failed":
        return this.#result(event, event.payload.error.message);
      case "turn.completed":
      case "turn.failed":
        return this.#end();
      default:
        return this.#brought(event);
    }
  }

  #brought(event: RuntimeEvent): readonly AgUiEvent[] {
    if (event.type !== "turn.submitted") return [];
    this.#clientTools = new Set(event.payload.request?.tools?.map(({ name }) => name));
    return [];
  }

  #begin({ step_id, event_id, payload }: EventOf<"model.requested">): readonly AgUiEvent[] {
    const stepName = step_id ?? event_id;
    if (payload.purpose !== undefined) {
      this.#aside = stepName;
      return [];
    }
    const ended = this.#end();
    this.#step = stepName;
    this.#parent = stepName;
    this.#said = new Set([stepName]);
    return [...ended, { type: "STEP_STARTED", stepName }];
  }

  #end(): readonly AgUiEvent[] {
    const ended = [...this.#close(), ...[...this.#writing].map((id) => this.#endCall(id))];
    if (this.#step === undefined) return ended;
    const stepName = this.#step;
    this.#step = undefined;
    return [...ended, { type: "STEP_FINISHED", stepName }];
  }

  #write(kind: "text" | "reasoning", delta: string, event: RuntimeEvent): readonly AgUiEvent[] {
    if (this.#open?.kind === kind) return [content(kind, this.#open.messageId, delta)];
    const closed = this.#close();
    const messageId = `${this.#step ?? event.run_id}-${event.sequence}`;
    this.#open = { kind, messageId };
    this.#said.add(messageId);
    if (kind === "text") {
      this.#parent = messageId;
      return [
        ...closed,
        { type: "TEXT_MESSAGE_START", messageId, role: "assistant" },
        content(kind, messageId, delta),
      ];
    }
    return [
      ...closed,
      { type: "REASONING_START", messageId },
      { type: "REASONING_MESSAGE_START", messageId, role: "reasoning" },
      content(kind, messageId, delta),
    ];
  }

  #close(): readonly AgUiEvent[] {
    if (this.#open === undefined) return [];
    const { kind, messageId } = this.#open;
    this.#open = undefined;
    if (kind === "text") return [{ type: "TEXT_MESSAGE_END", messageId }];
    return [
      { type: "REASONING_MESSAGE_END", messageId },
      { type: "REASONING_END", messageId },
    ];
  }

  #asked({ payload }: EventOf<"model.completed">): readonly AgUiEvent[] {
    return payload.tool_calls.flatMap(({ tool_call_id, name, arguments: text }) =>
      this.#writing.has(tool_call_id)
        ? [this.#endCall(tool_call_id)]
        : this.#wholeCall(tool_call_id, name, text),
    );
  }

  #beginCall(toolCallId: string, toolCallName: string): readonly AgUiEvent[] {
    if (this.#calls.has(toolCallId)) return [];
    this.#calls.add(toolCallId);
    this.#writing.add(toolCallId);
    const parentMessageId = this.#parent;
    const start: AgUiEvent = { type: "TOOL_CALL_START", toolCallId, toolCallName, parentMessageId };
    return [...this.#close(), start];
  }

  #endCall(toolCallId: string): AgUiEvent {
    this.#writing.delete(toolCallId);
    return { type: "TOOL_CALL_END", toolCallId };
  }

  #wholeCall(toolCallId: string, name: string, delta: string): readonly AgUiEvent[] {
    if (this.#calls.has(toolCallId)) return [];
    const begun = this.#beginCall(toolCallId, name);
    return [...begun, { type: "TOOL_CALL_ARGS", toolCallId, delta }, this.#endCall(toolCallId)];
  }

  #result(event: EventOf<"tool.result" | "tool.failed">, said: string): readonly AgUiEvent[] {
    if (event.type === "tool.result" && this.#clientTools.has(event.payload.name)) return [];
    const toolCallId = event.tool_call_id ?? event.event_id;
    const known = this.#wholeCall(toolCallId, event.payload.name, "{}");
    const failed = event.type === "tool.failed" && {
      metadata: { error: event.payload.error.code, reason: event.payload.reason },
    };
    const messageId = `${toolCallId}-result`;
    return [
      ...known,
      { type: "TOOL_CALL_RESULT", messageId, toolCallId, content: said, role: "tool", ...failed },
    ];
  }
}

function content(kind: "text" | "reasoning", messageId: string, delta: string): AgUiEvent {
  const type = kind === "text" ? "TEXT_MESSAGE_CONTENT" : "REASONING_MESSAGE_CONTENT";
  return { type, messageId, delta };
}

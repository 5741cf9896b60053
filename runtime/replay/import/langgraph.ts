import { z } from "zod";

import type { FinishReason } from "#runtime/event/model.ts";
import { CallWriter } from "./call-writer.ts";
import { CaptureError, quote } from "./capture-error.ts";
import type { CaptureReader } from "./capture.ts";
import {
  type CallChunk,
  contentWords,
  type LangChainMessage,
  langChainMessage,
  messageUsage,
  questionIn,
} from "./langchain-message.ts";
import { Metadata, ModeTuple, MODES, StreamEvent } from "./langgraph-pieces.ts";
import type { CapturePiece } from "./pieces.ts";
import { RunWriter } from "./run-writer.ts";

/** Reads `stream_events` (version 2), and `stream` in the modes messages, updates and values. It holds no times. */
export function langGraphReader(): CaptureReader {
  const graph = new GraphReader();
  return {
    take: (piece) => graph.take(piece),
    end: () => graph.end(),
  };
}

class GraphReader {
  readonly #run = new RunWriter();
  readonly #calls = new CallWriter(this.#run);
  /** The ids of a message's calls by their place in it: only the first piece of a call names its id. */
  readonly #places = new Map<string, string>();
  /** Foreign ids of tools that run, by the run that the framework gave them. */
  readonly #tools = new Map<string, string>();
  /** Calls that the model wrote and that no tool took up yet. */
  #waiting: { readonly id: string; readonly name: string }[] = [];
  #message: string | undefined;
  /** How much of each message was told already, where the stream repeats it from its beginning. */
  readonly #told = new Map<string, number>();
  #root: string | undefined;

  take(piece: CapturePiece): void {
    const event = StreamEvent.safeParse(piece.value);
    if (event.success) return this.#takeEvent(event.data, piece.value);
    const tuple = piece.event === undefined ? ModeTuple.safeParse(piece.value) : undefined;
    const mode = piece.event ?? (tuple?.success === true ? tuple.data[0] : undefined);
    if (mode === undefined || !(MODES.test(mode) || mode === "data")) {
      const fix = "Give events of stream_events version 2, or what stream() gives, mode by mode";
      throw new CaptureError(`${quote(piece.value)} is nothing of LangGraph`, fix, piece);
    }
    this.#takeMode(mode.split("|", 1)[0] ?? mode, tuple?.success ? tuple.data[1] : piece.value);
  }

  /** Modes have no last word: they end whole where no answer is under way. */
  end() {
    const hasEnd = this.#root === undefined && !this.#run.isAsking;
    if (this.#run.isOpen && hasEnd) this.#run.complete();
    this.#run.cutOff();
    return this.#run.facts;
  }

  #takeEvent(event: StreamEvent, value: unknown): void {
    const { event: kind, name, data, run_id } = event;
    switch (kind) {
      case "on_chain_start":
        return this.#beginChain(event);
      case "on_chain_end":
        return this.#endChain(event);
      case "on_chain_error":
        return this.#run.fail({ code: "error", message: words(data.error) });
      case "on_chat_model_start":
      case "on_llm_start":
        this.#message = undefined;
        return this.#beginStep(event.metadata);
      case "on_chat_model_stream":
      case "on_llm_stream":
        return this.#stream(langChainMessage(data.chunk), event.metadata);
      case "on_chat_model_end":
      case "on_llm_end":
        return this.#finish(langChainMessage(data.output));
      case "on_tool_start":
        return this.#beginTool(run_id, name, data.input);
      case "on_tool_end":
        return this.#endTool(run_id, name, data.output);
      case "on_tool_error":
        return this.#calls.fail(this.#toolId(run_id, name), "error", words(data.error), name);
      default:
        return this.#run.unknown(`an event "${kind.slice(0, 60)}"`, value);
    }
  }

  /** The first chain is the graph itself, and its end is the run's. */
  #beginChain({ run_id, name, data, metadata }: StreamEvent): void {
    if (this.#root === undefined || !this.#run.isOpen) {
      this.#root = run_id;
      this.#run.begin({ question: questionIn(data.input), agent: name });
      return;
    }
    if (name === metadata.langgraph_node) this.#run.status(`${name} started`);
  }

  #endChain({ run_id, name, metadata }: StreamEvent): void {
    if (run_id === this.#root) return this.#run.complete();
    if (name === metadata.langgraph_node) this.#run.status(`${name} finished`);
  }

  #beginStep({ ls_provider: provider, ls_model_name: model }: Metadata): void {
    this.#run.beginStep({ provider, model });
    this.#places.clear();
  }

  /** A piece of a message: its words, its thoughts, and pieces of its calls. */
  #stream(message: LangChainMessage | undefined, metadata: Metadata): void {
    if (message === undefined) return;
    if (!this.#run.isAsking) this.#beginStep(metadata);
    const { text: said, thought } = contentWords(message.content);
    this.#run.reasoning(thought);
    this.#run.text(said);
    for (const chunk of message.tool_call_chunks) this.#writeCall(chunk);
  }

  #writeCall({ id, index, name, args }: CallChunk): void {
    const place = String(index ?? id ?? "");
    const known = this.#places.get(place);
    const callId = id ?? known ?? place;
    if (known === undefined || (id !== undefined && id !== null)) {
      this.#places.set(place, callId);
      this.#waiting.push({ id: callId, name: name ?? "unknown" });
    }
    this.#calls.write(callId, typeof args === "string" ? args : "", name ?? undefined);
  }

  /** A whole message: what no piece of it has told yet, and its end. */
  #finish(message: LangChainMessage | undefined): void {
    if (message === undefined) return this.#run.endStep();
    for (const { id, name, args } of message.tool_calls) {
      if (id === undefined || id === null) continue;
      this.#calls.offer(id, { name: name ?? undefined, arguments: args });
      if (!this.#waiting.some((call) => call.id === id)) {
        this.#waiting.push({ id, name: name ?? "unknown" });
      }
    }
    const { finish_reason, stop_reason } = message.response_metadata ?? {};
    const reason = FINISHES[finish_reason ?? stop_reason ?? ""];
    this.#run.endStep({ finish_reason: reason, usage: messageUsage(message) });
  }

  /** The framework names the tool, not the call: it is the oldest of that name that waits. */
  #beginTool(run: string, name: string, input: unknown): void {
    this.#run.endStep();
    const at = this.#waiting.findIndex((call) => call.name === name);
    const [call] = at === -1 ? [] : this.#waiting.splice(at, 1);
    const id = call?.id ?? run;
    this.#tools.set(run, id);
    this.#calls.start(id, { name, arguments: input });
  }

  #endTool(run: string, name: string, output: unknown): void {
    const message = langChainMessage(output);
    const id = this.#toolId(run, name);
    if (message?.role === "tool") this.#endCall(id, message, name);
    else this.#calls.result(id, output ?? "", name);
  }

  #endCall(id: string, message: LangChainMessage, name?: string): void {
    const { text: said } = contentWords(message.content);
    const called = name ?? message.name;
    if (message.status === "error") this.#calls.fail(id, "error", said, called);
    else
      this.#calls.result(id, typeof message.content === "string" ? said : message.content, called);
  }

  #toolId(run: string, name: string): string {
    const known = this.#tools.get(run);
    if (known === undefined) this.#beginTool(run, name, undefined);
    return this.#tools.get(run) ?? run;
  }

  #takeMode(mode: string, value: unknown): void {
    switch (mode) {
      case "messages":
      case "messages-tuple":
        return this.#takeTuple(value);
      case "messages/partial":
        return this.#takePartial(value);
      case "error":
        return this.#run.fail({ code: "error", message: words(value) });
      case "values":
        if (!this.#run.isOpen) this.#run.begin({ question: questionIn(value) });
        return this.#run.unknown(`a state ("values")`, value);
      case "metadata":
      case "end":
        return;
      case "updates":
        this.#run.ensureRun();
        for (const node of Object.keys(value ?? {})) this.#run.status(`${node} finished`);
        return this.#run.unknown(`a change of state ("updates")`, value);
      default:
        return this.#run.unknown(`a part in the mode "${mode.slice(0, 60)}"`, value);
    }
  }

  /** A message, or a piece of one, with where it comes from. */
  #takeTuple(value: unknown): void {
    const [first, second] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const message = langChainMessage(first);
    const metadata = Metadata.safeParse(second);
    if (message === undefined) return this.#run.unknown("a message of another kind", value);
    this.#takeMessage(message, metadata.success ? metadata.data : NO_METADATA);
  }

  #takeMessage(message: LangChainMessage, metadata: Metadata): void {
    switch (message.role) {
      case "ai": {
        if (message.id !== this.#message) this.#run.endStep();
        this.#message = message.id;
        this.#stream(message, metadata);
        const isLast = message.usage_metadata !== undefined || message.tool_calls.length > 0;
        const isWhole = message.tool_call_chunks.length === 0 && isLast;
        if (isWhole) this.#finish(message);
        return;
      }
      case "tool":
        this.#run.endStep();
        return this.#endCall(message.tool_call_id ?? "", message);
      case "human":
        return this.#run.ensureRun({ question: contentWords(message.content).text });
      case "other":
        return this.#run.unknown("a message of another kind", message);
    }
  }

  /** Messages from their beginning, each time a bit longer. */
  #takePartial(value: unknown): void {
    const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    for (const message of list.map(langChainMessage)) {
      if (message === undefined) continue;
      const id = message.id ?? "";
      const { text: said } = contentWords(message.content);
      const told = this.#told.get(id) ?? 0;
      this.#told.set(id, said.length);
      const content = message.role === "ai" ? said.slice(told) : message.content;
      this.#takeMessage({ ...message, content }, NO_METADATA);
    }
  }
}

const NO_METADATA: Metadata = {
  ls_provider: undefined,
  ls_model_name: undefined,
  langgraph_node: undefined,
};

const FINISHES: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  end_turn: "stop",
  length: "length",
  max_tokens: "length",
  tool_calls: "tool_calls",
  tool_use: "tool_calls",
  content_filter: "content_filter",
};

function words(value: unknown): string {
  if (typeof value === "string") return value;
  const error = z.looseObject({ message: z.string() }).safeParse(value);
  return error.success ? error.data.message : (JSON.stringify(value) ?? "The graph failed");
}

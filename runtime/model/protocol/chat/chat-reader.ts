import type { Json } from "#runtime/event/shared.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  listOf,
  objectOf,
  parsedJson,
  textOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import {
  notAFrame,
  refusedInStream,
  truncatedStream,
} from "#runtime/model/protocol/stream-failure.ts";
import { ChatCitations } from "./chat-citations.ts";
import type { ChatDialect } from "./chat-dialect.ts";
import { finishReasonOf } from "./chat-finish.ts";
import { reportedUsage, usageOf } from "./chat-usage.ts";
import { contentOf } from "./content-parts.ts";
import { readExecutedTools } from "./executed-tools.ts";
import { plainReasoning } from "./plain-reasoning.ts";
import { ReasoningDetails, wordsOf as wordsOfDetails } from "./reasoning-details.ts";
import { ToolCalls } from "./tool-calls.ts";

/** What most servers send behind the last chunk. */
const DONE = "[DONE]";

/**
 * Reads one answer of Chat Completions. Calls, usage and the end are given when the answer is over:
 * after `finish_reason` there may come a second one, usage, and with some servers more words.
 */
export class ChatReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  readonly #keepsReasoning: boolean;
  readonly #calls = new ToolCalls();
  readonly #citations = new ChatCitations();
  readonly #details = new ReasoningDetails();
  #usage: JsonObject | undefined;
  #finish: string | undefined;
  #answerId = "";
  #index: Json | undefined;
  #reasoning = "";
  /** Whether reasoning came as plain text: details repeat it then. */
  #hasPlainReasoning = false;
  #hasChoice = false;
  /** Whether a message came that is all of the answer: some servers give it no finish reason. */
  #isWhole = false;
  #hasSaid = false;
  /** The last message that stood beside a delta, with its chunk. */
  #beside: readonly [JsonObject, JsonObject] | undefined;
  #isOver = false;

  constructor(identity: ProviderIdentity, { wantsReasoning = false }: ChatDialect) {
    this.#identity = identity;
    this.#keepsReasoning = wantsReasoning;
  }

  read(data: string, name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#isOver || data === "") return;
    if (data === DONE) return this.#hasChoice ? this.#finished(out) : this.#truncated(out);
    const chunk = objectOf(parsedJson(data));
    if (chunk === undefined) return this.#fail(notAFrame(data, this.#identity), out);
    const choice = this.#choiceOf(chunk);
    if (choice !== undefined) this.#readChoice(choice, chunk, out);
    this.#usage = reportedUsage(chunk, choice) ?? this.#usage;
    this.#citations.readChunk(chunk, out);
    const error = errorOf(chunk, choice, name);
    if (error !== undefined) this.#fail(refusedInStream(error, this.#identity), out);
  }

  end(out: NormalizedEvent[]): void {
    if (this.#isOver) return;
    if (this.#finish === undefined && !this.#isWhole) this.#truncated(out);
    else this.#finished(out);
  }

  /** The chunk's part of the one choice that is read: the first, whichever number that has. */
  #choiceOf(chunk: JsonObject): JsonObject | undefined {
    for (const item of listOf(chunk["choices"])) {
      const choice = objectOf(item);
      const index = choice?.["index"];
      if (typeof index === "number") this.#index ??= index;
      if (choice !== undefined && (index ?? this.#index) === this.#index) return choice;
    }
    return undefined;
  }

  #readChoice(choice: JsonObject, chunk: JsonObject, out: NormalizedEvent[]): void {
    this.#hasChoice = true;
    const message = objectOf(choice["message"]);
    const delta = objectOf(choice["delta"]);
    // A message beside a delta repeats all of it so far; alone it is an answer that was not streamed.
    if (message !== undefined && delta !== undefined) this.#beside = [message, chunk];
    this.#isWhole ||= message !== undefined && delta === undefined;
    const said = delta ?? message;
    const before = out.length;
    if (said === undefined) readCompletion(choice["text"], out);
    else this.#readDelta(said, chunk, out);
    this.#hasSaid ||= out.length > before;
    this.#finish = wordsOf(choice["finish_reason"]) ?? this.#finish;
  }

  #readDelta(delta: JsonObject, chunk: JsonObject, out: NormalizedEvent[]): void {
    this.#readReasoning(delta, out);
    const content = delta["content"];
    if (typeof content === "string") {
      if (content !== "") out.push({ type: "message_delta", text: content });
    } else if (Array.isArray(content)) contentOf(content, out);
    const refusal = delta["refusal"];
    if (typeof refusal === "string" && refusal !== "") {
      out.push({ type: "refusal_delta", text: refusal });
    }
    if (delta["tool_calls"] !== undefined) this.#readCalls(delta["tool_calls"], chunk, out);
    if (delta["function_call"] !== undefined) {
      this.#readCalls([{ index: 0, function: delta["function_call"] }], chunk, out);
    }
    if (delta["annotations"] !== undefined) {
      this.#citations.readAnnotations(delta["annotations"], out);
    }
    if (delta["executed_tools"] !== undefined) readExecutedTools(delta["executed_tools"], out);
  }

  /** Three names for one thing: where a server uses two of them at once it says the same twice. */
  #readReasoning(delta: JsonObject, out: NormalizedEvent[]): void {
    const plain = textOf(delta["reasoning_content"]) || textOf(delta["reasoning"]) || "";
    let text = plain;
    if (plain !== "") this.#hasPlainReasoning = true;
    const details = delta["reasoning_details"];
    if (details !== undefined) {
      this.#details.add(details);
      if (!this.#hasPlainReasoning) text = wordsOfDetails(details);
    }
    if (text === "") return;
    out.push({ type: "reasoning_delta", text });
    if (this.#keepsReasoning) this.#reasoning += text;
  }

  #readCalls(deltas: Json, chunk: JsonObject, out: NormalizedEvent[]): void {
    if (this.#answerId === "") this.#answerId = textOf(chunk["id"]) ?? "";
    for (const item of listOf(deltas)) {
      const delta = objectOf(item);
      if (delta?.["function"]) this.#calls.read(delta, this.#answerId, out);
    }
  }

  #finished(out: NormalizedEvent[]): void {
    // Perplexity puts an empty delta beside the message of an answer that it does not stream.
    if (!this.#hasSaid && this.#beside !== undefined) this.#readDelta(...this.#beside, out);
    const hasCalls = !this.#calls.isEmpty;
    const reason = finishReasonOf(this.#finish, hasCalls);
    if (reason === "error") {
      const words = { message: `It gave "${this.#finish}" as its reason to stop` };
      return this.#fail(refusedInStream(words, this.#identity), out);
    }
    this.#isOver = true;
    this.#details.end(out);
    if (this.#reasoning !== "") {
      out.push({ type: "reasoning_item", item: plainReasoning(this.#reasoning) });
    }
    this.#calls.end(out);
    this.#reportUsage(out);
    out.push({
      type: "done",
      finish_reason: reason,
      ...(this.#finish !== undefined && { provider_finish: this.#finish }),
    });
  }

  #truncated(out: NormalizedEvent[]): void {
    this.#fail(truncatedStream(this.#identity), out);
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#isOver = true;
    this.#reportUsage(out);
    out.push(this.#finish === undefined ? error : { ...error, provider_finish: this.#finish });
  }

  #reportUsage(out: NormalizedEvent[]): void {
    const raw = this.#usage;
    if (raw !== undefined) out.push({ type: "usage", usage: usageOf(raw), provider_usage: raw });
  }
}

/** The text of a legacy completion, which knows no messages. Some chats have it beside a delta. */
function readCompletion(text: Json | undefined, out: NormalizedEvent[]): void {
  if (typeof text === "string" && text !== "") out.push({ type: "message_delta", text });
}

/** What a frame says went wrong, in the many places where servers say it. */
function errorOf(
  chunk: JsonObject,
  choice: JsonObject | undefined,
  name: string | undefined,
): Json | undefined {
  if (chunk["error"]) return chunk;
  if (choice === undefined) {
    const isError = name === "error" || chunk["object"] === "error" || chunk["type"] === "error";
    const isBare = chunk["detail"] !== undefined || typeof chunk["message"] === "string";
    return isError || isBare ? chunk : undefined;
  }
  return choice["error"] ? { error: choice["error"] } : undefined;
}

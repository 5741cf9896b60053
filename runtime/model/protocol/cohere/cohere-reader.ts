import type { Json } from "#runtime/event/shared.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  countOf,
  type JsonObject,
  objectOf,
  objectsOf,
  parseObject,
  textOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import {
  notAFrame,
  refusedInStream,
  truncatedStream,
} from "#runtime/model/protocol/stream-failure.ts";

import { CohereCalls } from "./cohere-calls.ts";
import { CohereCitations } from "./cohere-citations.ts";
import { finishReasonOf, usageOf } from "./cohere-finish.ts";
import { reasoningItem } from "./cohere-reasoning.ts";

/** Reads one answer of `/v2/chat`: a stream of events, or the whole answer in one frame. */
export class CohereReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  readonly #calls = new CohereCalls();
  readonly #citations = new CohereCitations();
  #answerId = "";
  #thinking = "";
  #plan = "";
  #isOver = false;
  #ended = false;
  #finish: string | undefined;
  /** What went wrong, as the message's end tells it. */
  #failure: Json | undefined;
  #usage: JsonObject | undefined;

  constructor(identity: ProviderIdentity) {
    this.#identity = identity;
  }

  read(data: string, name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (data === "[DONE]") return this.end(out);
    const frame = parseObject(data);
    if (frame !== undefined) return this.#frame(frame, frame["type"] ?? name, out);
    if (!this.#isOver && data.trim() !== "") this.#fail(notAFrame(data, this.#identity), out);
    return undefined;
  }

  end(out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (!this.#isOver) {
      this.#fail(truncatedStream(this.#identity), out);
      return;
    }
    const word = this.#finish;
    const reason = finishReasonOf(word, this.#calls.hasCalls);
    if (this.#failure || reason === "error") {
      const message = this.#failure ?? `It stopped with "${word}"`;
      this.#fail(refusedInStream({ type: word, message }, this.#identity), out);
      return;
    }
    this.#ended = true;
    this.#calls.closeAll(out);
    const reasoning = { thinking: this.#thinking, plan: this.#plan };
    if (this.#calls.hasCalls && this.#thinking + this.#plan !== "") {
      out.push({ type: "reasoning_item", item: reasoningItem(reasoning) });
    }
    this.#giveUsage(out);
    out.push({
      type: "done",
      finish_reason: reason,
      ...(word !== undefined && { provider_finish: word }),
    });
  }

  #frame(frame: JsonObject, type: Json | undefined, out: NormalizedEvent[]): void {
    if (isRefusal(frame, type)) {
      this.#fail(refusedInStream(frame, this.#identity), out);
      return;
    }
    this.#answerId ||= wordsOf(frame["id"]) ?? "";
    const index = countOf(frame["index"]);
    const delta = objectOf(frame["delta"]) ?? frame; // an answer that does not stream has none
    this.#message(objectOf(delta["message"]) ?? {}, index, out);
    if (type === "tool-call-end") this.#calls.close(index ?? 0, out);
    this.#stop(delta);
    this.#isOver ||= type === "message-end" || this.#finish !== undefined;
  }

  #stop(delta: JsonObject): void {
    this.#finish = wordsOf(delta["finish_reason"]) ?? this.#finish;
    this.#failure = delta["error"] || this.#failure;
    this.#usage = objectOf(delta["usage"]) ?? this.#usage;
  }

  #message(message: JsonObject, index: number | undefined, out: NormalizedEvent[]): void {
    const plan = wordsOf(message["tool_plan"]);
    if (plan !== undefined) {
      this.#plan += plan;
      out.push({ type: "reasoning_delta", text: plan });
    }
    for (const part of itemsOf(message["content"])) {
      const thinking = wordsOf(part["thinking"]);
      if (thinking !== undefined) {
        this.#thinking += thinking;
        out.push({ type: "reasoning_delta", text: thinking });
      }
      const text = wordsOf(part["text"]);
      if (text !== undefined) out.push({ type: "message_delta", text });
    }
    for (const [place, call] of itemsOf(message["tool_calls"]).entries()) {
      this.#calls.add(call, index ?? place, this.#answerId, out);
    }
    for (const citation of itemsOf(message["citations"])) this.#citations.add(citation, out);
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#giveUsage(out);
    this.#ended = true;
    out.push(this.#finish === undefined ? error : { ...error, provider_finish: this.#finish });
  }

  #giveUsage(out: NormalizedEvent[]): void {
    const reported = this.#usage;
    if (reported === undefined) return;
    out.push({ type: "usage", usage: usageOf(reported), provider_usage: reported });
  }
}

/** The body of a refusal has its sentence where an answer has its message. */
function isRefusal(frame: JsonObject, type: Json | undefined): boolean {
  return type === "error" || Boolean(frame["error"]) || textOf(frame["message"]) !== undefined;
}

/** An event of a stream has one object where a whole answer has a list. */
function itemsOf(value: Json | undefined): readonly JsonObject[] {
  return objectsOf(Array.isArray(value) ? value : [value ?? null]);
}

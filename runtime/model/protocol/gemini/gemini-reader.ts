import type { Json } from "#runtime/event/shared.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  countOf,
  type JsonObject,
  listOf,
  objectOf,
  objectsOf,
  parsedJson,
  withoutEmpty,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import {
  notAFrame,
  refusedInStream,
  truncatedStream,
} from "#runtime/model/protocol/stream-failure.ts";

import { GeminiCitations } from "./gemini-citations.ts";
import { blockedReasonOf, finishReasonOf, usageOf } from "./gemini-finish.ts";
import { GeminiParts } from "./gemini-parts.ts";

/** Reads one answer of generateContent: a stream of responses, or a JSON array of them in one frame. */
export class GeminiReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  readonly #parts = new GeminiParts();
  readonly #citations = new GeminiCitations();
  #ended = false;
  #finish: string | undefined;
  #blocked: string | undefined;
  /** The counts so far, as the last response that has some tells them. */
  #usage: JsonObject = {};
  readonly #metadata: Record<string, Json> = {};

  constructor(identity: ProviderIdentity) {
    this.#identity = identity;
  }

  read(data: string, _name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    const value = parsedJson(data);
    const responses = Array.isArray(value) ? value : [value];
    for (const response of responses) this.#response(response, data, out);
  }

  end(out: NormalizedEvent[]): void {
    if (this.#ended) return;
    const word = this.#finish ?? this.#blocked;
    if (word === undefined) {
      this.#fail(truncatedStream(this.#identity), out);
      return;
    }
    const reason = this.#finish === undefined ? blockedReasonOf(word) : finishReasonOf(word);
    if (reason === "error") {
      const message = wordsOf(this.#metadata["finish_message"]) ?? `It stopped with "${word}"`;
      this.#fail(refusedInStream({ message }, this.#identity), out);
      return;
    }
    this.#parts.close(out);
    this.#giveUsage(out);
    this.#ended = true;
    out.push({
      type: "done",
      finish_reason: reason === "stop" && this.#parts.hasCalls ? "tool_calls" : reason,
      provider_finish: word,
      ...(Object.keys(this.#metadata).length > 0 && { provider_metadata: this.#metadata }),
    });
  }

  #response(value: Json | undefined, data: string, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    const response = objectOf(value);
    if (response === undefined) {
      if (this.#finish === undefined && !isSilent(data))
        this.#fail(notAFrame(data, this.#identity), out);
      return;
    }
    if (response["error"]) {
      this.#fail(refusedInStream(response, this.#identity), out);
      return;
    }
    this.#parts.answerId ??= wordsOf(response["responseId"]);
    this.#candidate(objectOf(listOf(response["candidates"])[0]) ?? {}, out);
    const feedback = objectOf(response["promptFeedback"]);
    this.#blocked = wordsOf(feedback?.["blockReason"]) ?? this.#blocked;
    this.#note("block_message", feedback?.["blockReasonMessage"]);
    this.#usage = countsOf(response) ?? this.#usage;
  }

  #candidate(candidate: JsonObject, out: NormalizedEvent[]): void {
    for (const part of objectsOf(objectOf(candidate["content"])?.["parts"])) {
      this.#parts.add(part, out);
    }
    this.#citations.add(candidate, out);
    this.#finish = wordsOf(candidate["finishReason"]) ?? this.#finish;
    this.#note("finish_message", candidate["finishMessage"]);
  }

  #note(name: string, said: Json | undefined): void {
    const words = wordsOf(said);
    if (words !== undefined) this.#metadata[name] = words;
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#giveUsage(out);
    this.#ended = true;
    out.push(this.#finish === undefined ? error : { ...error, provider_finish: this.#finish });
  }

  #giveUsage(out: NormalizedEvent[]): void {
    const reported = withoutEmpty(this.#usage);
    if (Object.keys(reported).length === 0) return;
    out.push({ type: "usage", usage: usageOf(reported), provider_usage: reported });
  }
}

/** What a response counts; undefined where it names no more than the traffic's kind. */
function countsOf(response: JsonObject): JsonObject | undefined {
  const usage = objectOf(response["usageMetadata"]) ?? {};
  return Object.values(usage).some((value) => countOf(value) !== undefined) ? usage : undefined;
}

/** Proxies close with the mark of another protocol. */
function isSilent(data: string): boolean {
  return data.trim() === "" || data === "[DONE]";
}

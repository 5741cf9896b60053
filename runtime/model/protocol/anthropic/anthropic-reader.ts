import type { Json } from "#runtime/event/shared.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  parseObject,
  withoutEmpty,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import {
  notAFrame,
  refusedInStream,
  truncatedStream,
} from "#runtime/model/protocol/stream-failure.ts";

import { AnthropicBlocks } from "./anthropic-blocks.ts";
import { finishReasonOf, usageOf } from "./anthropic-finish.ts";

/**
 * Reads one answer of the Messages API: a stream of events, or the whole message in one frame.
 * It ends where the bytes end, not at `message_stop`: gateways send a message's start twice or splice
 * a second message in, and then the last one counts.
 */
export class AnthropicReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  readonly #blocks = new AnthropicBlocks();
  #started = false;
  #stopped = false;
  #ended = false;
  #stopReason: string | undefined;
  #usage: JsonObject = {};
  #metadata: JsonObject = {};

  constructor(identity: ProviderIdentity) {
    this.#identity = identity;
  }

  read(data: string, name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    const frame = parseObject(data);
    if (frame !== undefined) this.#frame(frame, name, out);
    else if (!this.#isOver() && !isSilent(data)) this.#fail(notAFrame(data, this.#identity), out);
  }

  end(out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (!this.#isOver()) {
      this.#fail(truncatedStream(this.#identity), out);
      return;
    }
    this.#blocks.closeAll(out);
    this.#giveUsage(out);
    this.#ended = true;
    const metadata = this.#metadata;
    out.push({
      type: "done",
      finish_reason: finishReasonOf(this.#stopReason, this.#blocks.hasCalls),
      ...(this.#stopReason !== undefined && { provider_finish: this.#stopReason }),
      ...(Object.keys(metadata).length > 0 && { provider_metadata: metadata }),
    });
  }

  #frame(frame: JsonObject, name: string | undefined, out: NormalizedEvent[]): void {
    switch (frame["type"] ?? name) {
      case "content_block_delta":
        return this.#blocks.add(indexOf(frame), objectOf(frame["delta"]) ?? {}, out);
      case "content_block_start":
        return this.#blocks.open(indexOf(frame), objectOf(frame["content_block"]) ?? {}, out);
      case "content_block_stop":
        return this.#blocks.close(indexOf(frame), out);
      case "message_start":
        return this.#start(objectOf(frame["message"]) ?? {}, out);
      case "message_delta":
        return this.#stop(objectOf(frame["delta"]) ?? {}, frame["usage"]);
      case "message_stop":
        this.#stopped = true;
        return undefined;
      case "message":
        this.#start(frame, out);
        this.#stopped = true;
        return undefined;
      default:
        if (name === "error" || frame["error"] !== undefined) {
          this.#fail(refusedInStream(frame, this.#identity), out);
        }
        return undefined; // a ping, or an event of a newer API
    }
  }

  /** What an unfinished message had said stays said, but its open calls are dropped. */
  #start(message: JsonObject, out: NormalizedEvent[]): void {
    this.#blocks.forgetOpen();
    this.#stopped = false;
    this.#stopReason = undefined;
    this.#usage = {};
    this.#metadata = {};
    // A repeated start may bring its content again; the first one has it only in a whole message.
    if (!this.#started) {
      for (const [index, block] of objectsOf(message["content"]).entries()) {
        this.#blocks.open(index, block, out);
        this.#blocks.close(index, out);
      }
    }
    this.#started = true;
    this.#stop(message, message["usage"]);
  }

  #stop(delta: JsonObject, usage: Json | undefined): void {
    this.#stopReason = wordsOf(delta["stop_reason"]) ?? this.#stopReason;
    const { stop_sequence, stop_details, container } = delta;
    const said = withoutEmpty({ stop_sequence, stop_details, container });
    this.#metadata = { ...this.#metadata, ...said };
    // Counts are cumulative: the last report of each holds, and a null reports nothing.
    const report = objectOf(usage) ?? {};
    this.#usage = { ...report, ...this.#usage, ...withoutEmpty(report) };
  }

  #isOver(): boolean {
    return this.#stopped || this.#stopReason !== undefined;
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#giveUsage(out);
    this.#ended = true;
    const word = this.#stopReason;
    out.push(word === undefined ? error : { ...error, provider_finish: word });
  }

  #giveUsage(out: NormalizedEvent[]): void {
    if (Object.keys(this.#usage).length === 0) return;
    out.push({ type: "usage", usage: usageOf(this.#usage), provider_usage: this.#usage });
  }
}

function indexOf(frame: JsonObject): number {
  return typeof frame["index"] === "number" ? frame["index"] : 0;
}

/** Compatible servers close with the mark of another protocol. */
function isSilent(data: string): boolean {
  return data.trim() === "" || data === "[DONE]";
}

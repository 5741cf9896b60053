import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  parseObject,
  textOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import { notAFrame, truncatedStream } from "#runtime/model/protocol/stream-failure.ts";
import { Annotations } from "./annotations.ts";
import type { ItemKey } from "./output-calls.ts";
import { OutputItems, type SpokenType } from "./output-items.ts";
import { doneEvent, failureOf } from "./response-end.ts";
import { usageEvent } from "./responses-usage.ts";

/**
 * Reads one answer of the Responses API, streamed or whole.
 * `done` waits for the end of the bytes: a gateway may put several responses into one stream.
 */
export class ResponsesReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  readonly #annotations = new Annotations();
  #items = new OutputItems(this.#annotations);
  /** Where items stand that were announced with their place: some servers' deltas have only the id. */
  readonly #places = new Map<ItemKey, ItemKey>();
  #called = false;
  #complete: JsonObject | undefined;
  /** An `error` event: what OpenAI sends next is the failed response, with its status and usage. */
  #told: JsonObject | undefined;
  #ended = false;

  constructor(identity: ProviderIdentity) {
    this.#identity = identity;
  }

  read(data: string, name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (data === "[DONE]") {
      this.#complete ??= {};
      return;
    }
    const frame = parseObject(data);
    if (this.#told !== undefined) this.#failAsTold(this.#told, frame, out);
    else if (frame === undefined) this.#fail(notAFrame(data, this.#identity), out);
    else this.#readFrame(textOf(frame["type"]) ?? name, frame, out);
  }

  end(out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (this.#told !== undefined) return this.#failAsTold(this.#told, undefined, out);
    if (this.#complete === undefined) return this.#fail(truncatedStream(this.#identity), out);
    this.#ended = true;
    this.#spent(this.#complete, out);
    out.push(doneEvent(this.#complete, this.#called));
  }

  #readFrame(type: string | undefined, frame: JsonObject, out: NormalizedEvent[]): void {
    const spoken = type === undefined ? undefined : SPOKEN.get(type);
    if (spoken !== undefined) {
      this.#items.spoken(spoken, this.#keyOf(frame), textOf(frame["delta"]) ?? "", out);
      return;
    }
    switch (type) {
      case "response.output_text.annotation.added":
        return this.#annotations.read(objectOf(frame["annotation"]) ?? {}, out);
      case "response.created":
        this.#items = new OutputItems(this.#annotations);
        this.#complete = undefined;
        return;
      case "response.completed":
      case "response.incomplete":
      case "response.done":
      case "response.failed":
      case "response.cancelled":
        return this.#readEnd(frame, objectOf(frame["response"]) ?? {}, out);
      case "response.error":
      case "error":
        this.#told = frame;
        return;
      default:
        return type?.startsWith("response.") === true
          ? this.#readItem(type, frame, out)
          : this.#readUnnamed(frame, out);
    }
  }

  #readItem(type: string, frame: JsonObject, out: NormalizedEvent[]): void {
    const key = this.#keyOf(frame);
    switch (type) {
      case "response.output_item.added":
        return this.#items.added(key, objectOf(frame["item"]) ?? {}, out);
      case "response.output_item.done":
        return this.#items.finished(key, objectOf(frame["item"]) ?? {}, out);
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        return this.#items.calls.delta(key, textOf(frame["delta"]) ?? "", out);
      case "response.function_call_arguments.done":
        return this.#items.calls.argumentsDone(key, textOf(frame["arguments"]) ?? "");
      case "response.custom_tool_call_input.done":
        return this.#items.calls.argumentsDone(key, textOf(frame["input"]) ?? "");
      default:
        return; // steps of the provider's own tools, and parts that their item tells
    }
  }

  /** Positions stay the same through a response; item ids change with some gateways. */
  #keyOf(frame: JsonObject): ItemKey {
    const own = objectOf(frame["item"])?.["id"];
    const place = frame["output_index"];
    if (place === undefined) {
      const id = frame["item_id"] ?? own;
      return this.#places.get(id) ?? id;
    }
    if (own !== undefined) this.#places.set(own, place);
    return place;
  }

  /** A whole response that was not streamed, or an error that no event wraps. */
  #readUnnamed(frame: JsonObject, out: NormalizedEvent[]): void {
    if (Array.isArray(frame["output"])) this.#readEnd(frame, frame, out);
    else if (isPresent(frame["error"])) this.#fail(failureOf(frame, {}, this.#identity), out);
  }

  #readEnd(frame: JsonObject, response: JsonObject, out: NormalizedEvent[]): void {
    if (frame["type"] === "response.failed" || hasFailed(response)) {
      this.#spent(response, out);
      this.#fail(failureOf(frame, response, this.#identity), out);
      return;
    }
    this.#items.completed(objectsOf(response["output"]), out);
    this.#called ||= !this.#items.calls.isEmpty;
    this.#complete = response;
  }

  #failAsTold(told: JsonObject, next: JsonObject | undefined, out: NormalizedEvent[]): void {
    const failed = next?.["type"] === "response.failed" ? objectOf(next["response"]) : undefined;
    this.#spent(failed ?? {}, out);
    this.#fail(failureOf(told, failed ?? {}, this.#identity), out);
  }

  #spent(response: JsonObject, out: NormalizedEvent[]): void {
    const usage = usageEvent(response);
    if (usage !== undefined) out.push(usage);
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#ended = true;
    out.push(error);
  }
}

/** Events that carry a piece of what the model says; two of them are older names. */
const SPOKEN: ReadonlyMap<string, SpokenType> = new Map([
  ["response.output_text.delta", "message_delta"],
  ["response.reasoning_text.delta", "reasoning_delta"],
  ["response.reasoning_summary_text.delta", "reasoning_delta"],
  ["response.reasoning.delta", "reasoning_delta"],
  ["response.reasoning_summary.delta", "reasoning_delta"],
  ["response.refusal.delta", "refusal_delta"],
]);

function hasFailed({ status, error }: JsonObject): boolean {
  return status === "failed" || status === "cancelled" || isPresent(error);
}

function isPresent(value: JsonObject[string] | undefined): boolean {
  return value !== undefined && value !== null;
}

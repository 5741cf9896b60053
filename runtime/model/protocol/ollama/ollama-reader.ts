import type { FinishReason } from "#runtime/event/model.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError, NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  countOf,
  type JsonObject,
  objectOf,
  objectsOf,
  parseObject,
  textOf,
  withoutEmpty,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { AnswerReader } from "#runtime/model/protocol/protocol.ts";
import {
  notAFrame,
  refusedInStream,
  truncatedStream,
} from "#runtime/model/protocol/stream-failure.ts";

import { thinkingItem } from "./ollama-thinking.ts";

/** Reads one answer of `/api/chat`, and of `/api/generate`, which has its text beside no message. */
export class OllamaReader implements AnswerReader {
  readonly #identity: ProviderIdentity;
  #ended = false;
  #last: JsonObject | undefined;
  #thinking = "";
  #calls = 0;

  constructor(identity: ProviderIdentity) {
    this.#identity = identity;
  }

  read(data: string, _name: string | undefined, out: NormalizedEvent[]): void {
    if (this.#ended) return;
    const line = parseObject(data);
    if (line === undefined) {
      if (this.#last === undefined && data.trim() !== "")
        this.#fail(notAFrame(data, this.#identity), out);
      return;
    }
    if (line["error"] !== undefined && line["error"] !== null) {
      this.#fail(refusedInStream(line, this.#identity), out);
      return;
    }
    this.#message(objectOf(line["message"]) ?? line, line, out);
    if (line["done"] === true) this.#last = line;
  }

  end(out: NormalizedEvent[]): void {
    if (this.#ended) return;
    if (this.#last === undefined) {
      this.#fail(truncatedStream(this.#identity), out);
      return;
    }
    this.#ended = true;
    // The model goes on thinking after its tools: servers want to see where it was.
    if (this.#calls > 0 && this.#thinking !== "") {
      out.push({ type: "reasoning_item", item: thinkingItem(this.#thinking) });
    }
    giveUsage(this.#last, out);
    const word = wordsOf(this.#last["done_reason"]);
    const { load_duration, prompt_eval_duration, eval_duration } = this.#last;
    const times = withoutEmpty({ load_duration, prompt_eval_duration, eval_duration });
    out.push({
      type: "done",
      finish_reason: finishReasonOf(word, this.#calls > 0),
      ...(word !== undefined && { provider_finish: word }),
      ...(Object.keys(times).length > 0 && { provider_metadata: times }),
    });
  }

  #message(message: JsonObject, line: JsonObject, out: NormalizedEvent[]): void {
    const thinking = wordsOf(message["thinking"]);
    if (thinking !== undefined) {
      this.#thinking += thinking;
      out.push({ type: "reasoning_delta", text: thinking });
    }
    const text = wordsOf(message["content"]) ?? wordsOf(message["response"]);
    if (text !== undefined) out.push({ type: "message_delta", text });
    for (const call of objectsOf(message["tool_calls"])) this.#call(call, line, out);
  }

  #call(call: JsonObject, line: JsonObject, out: NormalizedEvent[]): void {
    const { name, arguments: given } = objectOf(call["function"]) ?? {};
    const id = wordsOf(call["id"]) ?? madeCallId(line, this.#calls);
    this.#calls += 1;
    const known = { id, name: textOf(name) ?? "" };
    const text = wordsOf(given) ?? JSON.stringify(objectOf(given) ?? {});
    out.push({ type: "tool_call_delta", ...known, arguments_delta: text });
    out.push({ type: "tool_call_complete", ...known, arguments: text });
  }

  #fail(error: ModelError, out: NormalizedEvent[]): void {
    this.#ended = true;
    if (this.#last !== undefined) giveUsage(this.#last, out);
    const word = wordsOf(this.#last?.["done_reason"]);
    out.push(word === undefined ? error : { ...error, provider_finish: word });
  }
}

/** An id for a call that came without: the line's time makes it another in every answer. */
function madeCallId(line: JsonObject, count: number): string {
  const time = wordsOf(line["created_at"])?.replaceAll(/\D/g, "");
  return `ollama_call_${time === undefined ? "" : `${time}_`}${count}`;
}

/** Ollama leaves a count out where it is zero or where the prompt was cached: null in its report. */
function giveUsage(last: JsonObject, out: NormalizedEvent[]): void {
  const { prompt_eval_count = null, eval_count = null, total_duration = null } = last;
  const reported = { prompt_eval_count, eval_count, total_duration };
  if (Object.keys(withoutEmpty(reported)).length === 0) return;
  const input = countOf(prompt_eval_count);
  const output = countOf(eval_count);
  const usage: Usage = {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
  };
  out.push({ type: "usage", usage, provider_usage: reported });
}

/** Servers before 0.3 say only that they are done. */
function finishReasonOf(word: string | undefined, hasCalls: boolean): FinishReason {
  if (word === undefined || word === "stop") return hasCalls ? "tool_calls" : "stop";
  return word === "length" ? "length" : "unknown";
}

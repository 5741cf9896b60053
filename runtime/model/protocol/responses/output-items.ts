import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectsOf,
  textOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";
import type { Annotations } from "./annotations.ts";
import { type ItemKey, OutputCalls } from "./output-calls.ts";
import { providerTool } from "./provider-tool.ts";

export type SpokenType = "message_delta" | "reasoning_delta" | "refusal_delta";

/**
 * The output of one response.
 *
 * 1. What came in deltas is not told again by the finished item; what did not is told by it.
 * 2. The finished response tells only what no event of its own had told.
 */
export class OutputItems {
  readonly calls = new OutputCalls();
  readonly #annotations: Annotations;
  readonly #spoken: Readonly<Record<SpokenType, Set<ItemKey>>> = {
    message_delta: new Set(),
    reasoning_delta: new Set(),
    refusal_delta: new Set(),
  };
  readonly #finished = new Set<string>();

  constructor(annotations: Annotations) {
    this.#annotations = annotations;
  }

  spoken(type: SpokenType, key: ItemKey, text: string, out: NormalizedEvent[]): void {
    if (text === "") return;
    this.#spoken[type].add(key);
    out.push({ type, text });
  }

  added(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const type = typeOf(item);
    if (CALLS.has(type)) this.calls.started(key, item, out);
    else if (!QUIET.has(type)) out.push(providerTool(type, "running", item));
  }

  finished(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const type = typeOf(item);
    this.#finished.add(type);
    if (CALLS.has(type)) this.calls.finished(key, item, out);
    else if (type === "message") this.#message(key, item, out);
    else if (type === "reasoning") this.#reasoning(key, item, out);
    else if (type === "compaction") out.push({ type: "reasoning_item", item });
    else out.push(providerTool(type, "finished", item));
  }

  /** The whole `output`: its positions need not be those of the events, so it is told by type (2). */
  completed(output: readonly JsonObject[], out: NormalizedEvent[]): void {
    const told = new Set(this.#finished);
    for (const [index, item] of output.entries()) {
      const type = typeOf(item);
      if (CALLS.has(type) || !told.has(type)) this.finished(index, item, out);
    }
    this.calls.flush(out);
  }

  #message(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const keys = [key, item["id"]];
    const parts = objectsOf(item["content"]);
    this.#whole("message_delta", keys, joined(parts, "output_text", "text"), out);
    this.#whole("refusal_delta", keys, joined(parts, "refusal", "refusal"), out);
    for (const part of parts) {
      for (const annotation of objectsOf(part["annotations"])) {
        this.#annotations.read(annotation, out);
      }
    }
  }

  #reasoning(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const keys = [key, item["id"]];
    const thought = joined(objectsOf(item["content"]), "reasoning_text", "text");
    const summary = joined(objectsOf(item["summary"]), "summary_text", "text");
    this.#whole("reasoning_delta", keys, thought || summary, out);
    // A bare summary would be refused: the provider stored nothing that its id could stand for.
    const isReplayable = thought !== "" || wordsOf(item["encrypted_content"]) !== undefined;
    if (isReplayable) out.push({ type: "reasoning_item", item });
  }

  /** Deltas of servers that give an item no place go by its id; without either they may be any item's. */
  #whole(type: SpokenType, keys: readonly ItemKey[], text: string, out: NormalizedEvent[]): void {
    const spoken = this.#spoken[type];
    if (![...keys, undefined].some((key) => spoken.has(key))) this.spoken(type, keys[0], text, out); // 1
  }
}

/** Calls that the runtime is to run. */
const CALLS: ReadonlySet<string> = new Set(["function_call", "custom_tool_call"]);

/** Items whose start says nothing yet. */
const QUIET: ReadonlySet<string> = new Set(["message", "reasoning", "compaction"]);

function typeOf(item: JsonObject): string {
  return textOf(item["type"]) ?? "";
}

function joined(parts: readonly JsonObject[], type: string, member: string): string {
  return parts.map((part) => (part["type"] === type ? textOf(part[member]) : undefined)).join("");
}

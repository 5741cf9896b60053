import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, textOf, wordsOf } from "#runtime/model/protocol/json-access.ts";

/** Where an output item stands in its response; a server that numbers nothing gives an id. */
export type ItemKey = Json | undefined;

interface Call {
  readonly id: string;
  readonly name: string;
  arguments: string;
  /** False for a call that came without the id to answer it by: it is told when it is done. */
  readonly announced: boolean;
}

/** The tool calls of one response. Item ids may change from event to event, positions do not. */
export class OutputCalls {
  readonly #open = new Map<ItemKey, Call>();
  readonly #done = new Set<string>();

  get isEmpty(): boolean {
    return this.#done.size === 0;
  }

  started(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const id = callId(key, item);
    const name = textOf(item["name"]) ?? "";
    const announced = id === item["call_id"];
    this.#open.set(key, { id, name, arguments: "", announced });
    if (announced) out.push({ type: "tool_call_delta", id, name, arguments_delta: "" });
  }

  delta(key: ItemKey, text: string, out: NormalizedEvent[]): void {
    const call = this.#open.get(key);
    if (call === undefined || text === "") return;
    call.arguments += text;
    if (call.announced) out.push({ type: "tool_call_delta", id: call.id, arguments_delta: text });
  }

  /** The whole arguments, before the item itself is done. */
  argumentsDone(key: ItemKey, text: string): void {
    const call = this.#open.get(key);
    if (call !== undefined && text !== "") call.arguments = text;
  }

  finished(key: ItemKey, item: JsonObject, out: NormalizedEvent[]): void {
    const begun = this.#open.get(key);
    this.#open.delete(key);
    const own = callId(key, item);
    this.#complete(
      begun?.announced === true ? begun.id : own,
      wordsOf(item["name"]) ?? begun?.name ?? "",
      writtenArguments(item) || (begun?.arguments ?? ""),
      out,
    );
    // The finished response knows a call that changed its id by the later one.
    this.#done.add(own);
  }

  /** The response is complete: so are the calls whose item was never said to be done. */
  flush(out: NormalizedEvent[]): void {
    for (const call of this.#open.values()) {
      this.#complete(call.id, call.name, call.arguments, out);
    }
    this.#open.clear();
  }

  /** The finished item and the finished response both tell a call: it is given once. */
  #complete(id: string, name: string, written: string, out: NormalizedEvent[]): void {
    if (this.#done.has(id)) return;
    this.#done.add(id);
    out.push({ type: "tool_call_complete", id, name, arguments: written });
  }
}

function callId(key: ItemKey, item: JsonObject): string {
  return wordsOf(item["call_id"]) ?? wordsOf(item["id"]) ?? `call_${JSON.stringify(key ?? 0)}`;
}

/** A function's arguments, or the free text of a custom tool. */
function writtenArguments(item: JsonObject): string {
  const value = item["arguments"] ?? item["input"] ?? "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

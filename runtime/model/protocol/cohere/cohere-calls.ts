import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { type JsonObject, objectOf, wordsOf } from "#runtime/model/protocol/json-access.ts";

interface OpenCall {
  readonly id: string;
  readonly name: string;
  /** The arguments so far. */
  written: string;
}

/** The calls of one answer, by their index. */
export class CohereCalls {
  readonly #open = new Map<number, OpenCall>();
  #count = 0;

  get hasCalls(): boolean {
    return this.#count > 0;
  }

  /** A call that is named begins; one that is not goes on. */
  add(call: JsonObject, index: number, answerId: string, out: NormalizedEvent[]): void {
    const { name, arguments: given } = objectOf(call["function"]) ?? {};
    const named = wordsOf(name);
    if (named !== undefined) {
      this.close(index, out);
      const id = wordsOf(call["id"]) ?? `cohere_call_${answerId}_${this.#count}`;
      this.#count += 1;
      this.#open.set(index, { id, name: named, written: "" });
      out.push({ type: "tool_call_delta", id, name: named, arguments_delta: "" });
    }
    const open = this.#open.get(index);
    const text = wordsOf(given);
    if (open === undefined || text === undefined) return;
    open.written += text;
    out.push({ type: "tool_call_delta", id: open.id, arguments_delta: text });
  }

  /** A call is whole. A tool without parameters is called with no arguments at all. */
  close(index: number, out: NormalizedEvent[]): void {
    const call = this.#open.get(index);
    if (call === undefined) return;
    this.#open.delete(index);
    const { id, name, written } = call;
    out.push({ type: "tool_call_complete", id, name, arguments: written });
  }

  /** The answer is over: one that came whole has no ends. */
  closeAll(out: NormalizedEvent[]): void {
    for (const index of this.#open.keys()) this.close(index, out);
  }
}

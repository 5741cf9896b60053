import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

const OPENING = "<think>";
const CLOSING = "</think>";

/**
 * Moves reasoning that a server leaves in the text as a leading `<think>` block to where it belongs.
 * Only a leading one counts: an answer that speaks about the tag is left alone.
 */
export function withThinkTag(driver: ModelDriver): ModelDriver {
  return {
    ...driver,
    stream: async function* (request, signal) {
      const filter = new ThinkTagFilter();
      for await (const events of driver.stream(request, signal)) {
        const filtered = filter.isDone ? events : filter.read(events);
        if (filtered.length > 0) yield filtered;
      }
    },
  };
}

/** Reads text until its first block is over; `isDone` then, and for an answer that begins otherwise. */
class ThinkTagFilter {
  #state: "opening" | "thinking" | "after" | "done" = "opening";
  /** Text that may be part of a tag. */
  #held = "";

  get isDone(): boolean {
    return this.#state === "done";
  }

  read(events: readonly NormalizedEvent[]): readonly NormalizedEvent[] {
    const out: NormalizedEvent[] = [];
    for (const event of events) {
      if (event.type === "message_delta") this.#readText(event.text, out);
      else {
        if (speaks(event)) this.#release(out);
        out.push(event);
      }
    }
    return out;
  }

  #readText(text: string, out: NormalizedEvent[]): void {
    if (this.#state === "done") {
      out.push({ type: "message_delta", text });
      return;
    }
    this.#held += text;
    if (this.#state === "opening") this.#open(out);
    if (this.#state === "thinking") this.#think(out);
    if (this.#state === "after") this.#startAnswer(out);
  }

  #open(out: NormalizedEvent[]): void {
    const text = this.#held.trimStart();
    if (text.startsWith(OPENING)) {
      this.#held = text.slice(OPENING.length);
      this.#state = "thinking";
    } else if (!OPENING.startsWith(text)) this.#release(out);
  }

  #think(out: NormalizedEvent[]): void {
    const end = this.#held.indexOf(CLOSING);
    const thought = end === -1 ? this.#held.length - heldBack(this.#held) : end;
    if (thought > 0) out.push({ type: "reasoning_delta", text: this.#held.slice(0, thought) });
    this.#held = this.#held.slice(end === -1 ? thought : end + CLOSING.length);
    if (end !== -1) this.#state = "after";
  }

  /** The line break behind the block is the server's, no part of the answer. */
  #startAnswer(out: NormalizedEvent[]): void {
    this.#held = this.#held.trimStart();
    if (this.#held !== "") this.#release(out);
  }

  /** What was held belongs to the block where that is still open, else to the answer. */
  #release(out: NormalizedEvent[]): void {
    const type = this.#state === "thinking" ? "reasoning_delta" : "message_delta";
    const text = this.#state === "after" ? this.#held.trimStart() : this.#held;
    if (text !== "") out.push({ type, text });
    this.#held = "";
    this.#state = "done";
  }
}

/** Events before which the text so far must be told, to keep the order. */
function speaks(event: NormalizedEvent): boolean {
  return event.type !== "reasoning_delta" && event.type !== "reasoning_item";
}

/** How many characters at the end may be the beginning of the closing tag. */
function heldBack(text: string): number {
  for (let length = Math.min(CLOSING.length - 1, text.length); length > 0; length -= 1) {
    if (CLOSING.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { Answer } from "#runtime/pmpo/answer.ts";
import type { Exchange } from "#runtime/pmpo/ask-model.ts";
import type { Cut } from "./cut.ts";
import { textTokens } from "./token-estimate.ts";

/** A summary is cut here, in characters: an event holds 64 KB, and no character takes more than 6 bytes. */
const SUMMARY_MAX_CHARS = 9_000;
const CUT_NOTE = "\n[The summary was cut here]";

/** Tokens of the request that the summary is to make room in. */
interface Room {
  readonly cut: Cut;
  readonly tokens: number;
}

/**
 * Hears a model out that was asked for a summary. Nothing of it is an answer: no word of it is given
 * to anybody before it is whole, so it can be asked for again after any failure.
 */
export class Summary implements Exchange {
  readonly #answer: Answer;
  readonly #room: Room;
  #text = "";

  constructor(of: ConstructorParameters<typeof Answer>[0], room: Room) {
    this.#answer = new Answer(of);
    this.#room = room;
  }

  get step_id(): string {
    return this.#answer.step_id;
  }

  get request(): Exchange["request"] {
    return this.#answer.request;
  }

  get isComplete(): boolean {
    return this.#answer.isComplete;
  }

  get usage(): Exchange["usage"] {
    return this.#answer.usage;
  }

  get hasSpoken(): boolean {
    return false;
  }

  get failure(): Exchange["failure"] {
    return this.#answer.failure;
  }

  async requested(): ReturnType<Exchange["requested"]> {
    const { payload, ...draft } = await this.#answer.requested();
    return { ...draft, payload: { ...payload, purpose: "compaction" } };
  }

  read(events: readonly NormalizedEvent[]): EventDraft[] {
    for (const event of events) {
      if (event.type === "message_delta") this.#hear(event.text);
      else if (ENDS.has(event.type)) this.#answer.read([event]);
    }
    return [];
  }

  ended(): EventDraft[] {
    const outcome = this.isComplete ? [this.#outcome()] : [];
    return [...this.#answer.ended(), ...outcome];
  }

  broken(cause: unknown): EventDraft[] {
    return this.#answer.broken(cause);
  }

  #hear(text: string): void {
    if (this.#text.length <= SUMMARY_MAX_CHARS) this.#text += text;
  }

  #outcome(): EventDraft {
    const { step_id } = this;
    const summary = withinBounds(this.#text.trim());
    if (summary === "") {
      const error = { code: "empty_summary", message: "The model gave no summary" };
      return { type: "context.compaction.failed", step_id, payload: { error } };
    }
    const { cut, tokens } = this.#room;
    const { through, through_sequence } = cut;
    const taken = textTokens(summary);
    const estimated_tokens = Math.max(taken, tokens - cut.tokens + taken);
    const payload = { summary, through_sequence, through, estimated_tokens };
    return { type: "context.compaction.completed", step_id, payload };
  }
}

/** What the loop has to know of an answer that it does not read. */
const ENDS: ReadonlySet<NormalizedEvent["type"]> = new Set(["usage", "error", "done"]);

function withinBounds(text: string): string {
  if (text.length <= SUMMARY_MAX_CHARS) return text;
  return text.slice(0, SUMMARY_MAX_CHARS - CUT_NOTE.length).toWellFormed() + CUT_NOTE;
}

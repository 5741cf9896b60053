import type { Citation } from "#runtime/event/shared.ts";
import {
  type ContentPart,
  type ItemStatus,
  itemId,
  type MessageItem,
  type ReasoningItem,
  type ResponseItem,
} from "./response-item.ts";
import type { ResponseEvent } from "./response-event.ts";
import type { Said } from "./said.ts";

type Open = { readonly step_id: string } & (
  | { readonly item: MessageItem }
  | { readonly item: ReasoningItem }
);

/**
 * The items of one response, as they come. At most one is open: a message or some reasoning of one answer of
 * the model. Each method gives the events that tell of what it did.
 */
export class ResponseOutput {
  readonly #runId: string;
  readonly #done: ResponseItem[] = [];
  /** The answer of the model that each of them is from; undefined for calls. */
  readonly #stepOf: (string | undefined)[] = [];
  readonly #discarded = new Set<string>();
  readonly #calls = new Set<string>();
  #open: Open | undefined;

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** Those that count. The numbers of all others in the stream's events stay as they were. */
  get items(): readonly ResponseItem[] {
    const counting = this.#done.filter((_, index) => {
      const step = this.#stepOf[index];
      return step === undefined || !this.#discarded.has(step);
    });
    return this.#open === undefined ? counting : [...counting, this.#open.item];
  }

  /** What this answer said is taken back. */
  discard(step_id: string): void {
    this.#discarded.add(step_id);
  }

  reason(step_id: string, delta: string): readonly ResponseEvent[] {
    const begun = this.#begin("reasoning", step_id);
    const item = this.#openItem("reasoning");
    const text = (item.summary[0]?.text ?? "") + delta;
    this.#open = { step_id, item: { ...item, summary: [{ type: "summary_text", text }] } };
    const place = { ...this.#place(item), summary_index: 0 };
    return [...begun, { type: "response.reasoning_summary_text.delta", ...place, delta }];
  }

  say(step_id: string, delta: string): readonly ResponseEvent[] {
    const begun = [...this.#begin("message", step_id), ...this.#beginPart(NO_TEXT)];
    const { place, part } = this.#lastPart();
    if (part?.type !== "output_text") throw new Error("The open part is no text");
    this.#setPart({ ...part, text: part.text + delta });
    return [...begun, { type: "response.output_text.delta", ...place, delta, logprobs: [] }];
  }

  refuse(step_id: string, delta: string): readonly ResponseEvent[] {
    const begun = [...this.#begin("message", step_id), ...this.#beginPart(NO_REFUSAL)];
    const { place, part } = this.#lastPart();
    if (part?.type !== "refusal") throw new Error("The open part is no refusal");
    this.#setPart({ ...part, refusal: part.refusal + delta });
    return [...begun, { type: "response.refusal.delta", ...place, delta }];
  }

  /** Only places on the web are told, and only with the words that they stand behind. */
  cite({ url, title }: Citation): readonly ResponseEvent[] {
    if (url === undefined || this.#open?.item.type !== "message") return [];
    const { place, part } = this.#lastPart();
    if (part?.type !== "output_text") return [];
    const at = part.text.length;
    const annotation = {
      type: "url_citation",
      url,
      title,
      start_index: at,
      end_index: at,
    } as const;
    const annotation_index = part.annotations.length;
    this.#setPart({ ...part, annotations: [...part.annotations, annotation] });
    const type = "response.output_text.annotation.added";
    return [{ type, ...place, annotation_index, annotation }];
  }

  /** A call of the client's; told once, however often it was begun. */
  call({ tool_call_id, name, ...call }: Extract<Said, { type: "call" }>): readonly ResponseEvent[] {
    if (this.#calls.has(tool_call_id)) return [];
    this.#calls.add(tool_call_id);
    const ended = this.close("completed");
    const output_index = this.#done.length;
    const id = itemId("function_call", this.#runId, output_index);
    const item = {
      type: "function_call",
      id,
      call_id: tool_call_id,
      name,
      arguments: call.arguments,
      status: "completed",
    } as const;
    this.#done.push(item);
    const begun = { ...item, arguments: "", status: "in_progress" } as const;
    const place = { item_id: id, output_index };
    return [
      ...ended,
      { type: "response.output_item.added", output_index, item: begun },
      { type: "response.function_call_arguments.delta", ...place, delta: call.arguments },
      { type: "response.function_call_arguments.done", ...place, arguments: call.arguments },
      { type: "response.output_item.done", output_index, item },
    ];
  }

  /** Ends the open item, if there is one. */
  close(status: Exclude<ItemStatus, "in_progress">): readonly ResponseEvent[] {
    if (this.#open === undefined) return [];
    const { item, step_id } = this.#open;
    const output_index = this.#done.length;
    const parts = item.type === "message" ? this.#endPart() : this.#endSummary(item);
    const whole = item.type === "message" ? { ...item, status } : item;
    this.#done.push(whole);
    this.#stepOf[output_index] = step_id;
    this.#open = undefined;
    return [...parts, { type: "response.output_item.done", output_index, item: whole }];
  }

  #begin(type: "message" | "reasoning", step_id: string): readonly ResponseEvent[] {
    if (this.#open?.item.type === type && this.#open.step_id === step_id) return [];
    const ended = this.close("completed");
    const output_index = this.#done.length;
    const id = itemId(type, this.#runId, output_index);
    if (type === "message") {
      const item = { type, id, status: "in_progress", role: "assistant", content: [] } as const;
      this.#open = { step_id, item };
      return [...ended, { type: "response.output_item.added", output_index, item }];
    }
    const item = { type, id, summary: [] } as const;
    this.#open = { step_id, item };
    const place = { item_id: id, output_index, summary_index: 0 };
    const part = { type: "summary_text", text: "" } as const;
    return [
      ...ended,
      { type: "response.output_item.added", output_index, item },
      { type: "response.reasoning_summary_part.added", ...place, part },
    ];
  }

  #beginPart(part: ContentPart): readonly ResponseEvent[] {
    const before = this.#lastPart();
    if (before.part?.type === part.type) return [];
    const ended = this.#endPart();
    const item = this.#openItem("message");
    this.#setItem({ ...item, content: [...item.content, part] });
    return [...ended, { type: "response.content_part.added", ...this.#lastPart().place, part }];
  }

  #endPart(): readonly ResponseEvent[] {
    const { place, part } = this.#lastPart();
    if (part === undefined) return [];
    const done = { type: "response.content_part.done", ...place, part } as const;
    if (part.type === "refusal") {
      return [{ type: "response.refusal.done", ...place, refusal: part.refusal }, done];
    }
    const { text } = part;
    return [{ type: "response.output_text.done", ...place, text, logprobs: [] }, done];
  }

  #endSummary(item: ReasoningItem): readonly ResponseEvent[] {
    const place = { ...this.#place(item), summary_index: 0 };
    const part = item.summary[0] ?? { type: "summary_text", text: "" };
    return [
      { type: "response.reasoning_summary_text.done", ...place, text: part.text },
      { type: "response.reasoning_summary_part.done", ...place, part },
    ];
  }

  #place({ id }: ResponseItem) {
    return { item_id: id, output_index: this.#done.length };
  }

  #lastPart() {
    const item = this.#openItem("message");
    const content_index = Math.max(0, item.content.length - 1);
    return { place: { ...this.#place(item), content_index }, part: item.content.at(-1) };
  }

  #setPart(part: ContentPart): void {
    const item = this.#openItem("message");
    this.#setItem({ ...item, content: item.content.with(-1, part) });
  }

  #setItem(item: MessageItem): void {
    this.#open = { step_id: this.#open?.step_id ?? "", item };
  }

  #openItem(type: "message"): MessageItem;
  #openItem(type: "reasoning"): ReasoningItem;
  #openItem(type: "message" | "reasoning"): MessageItem | ReasoningItem {
    const item = this.#open?.item;
    if (item?.type !== type) throw new Error(`No item of the type "${type}" is open`);
    return item;
  }
}

const NO_TEXT = { type: "output_text", text: "", annotations: [], logprobs: [] } as const;
const NO_REFUSAL = { type: "refusal", refusal: "" } as const;

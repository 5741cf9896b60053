import type { Delta, ScriptedCall } from "./answer.ts";
import { argumentPieces, type Frames, sse } from "./frames.ts";

/** An answer in the words of the Responses API. */
export function responsesFrames(deltas: readonly Delta[], model: string): Frames {
  const items = new OutputItems();
  const frames = deltas.map((delta) => {
    if (typeof delta === "string") return items.say("message", delta);
    if ("reasoning" in delta) return items.say("reasoning", delta.reasoning);
    if ("error" in delta) return errorFrame(delta.error);
    return items.close() + items.call(delta.call);
  });
  const closing = items.close();
  const base = { id: "resp_1", object: "response", created_at: 1, model };
  const usage = {
    input_tokens: 1,
    output_tokens: deltas.length,
    total_tokens: 1 + deltas.length,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
  const response = { ...base, status: "completed", output: items.done, usage };
  return {
    opening: sse({
      type: "response.created",
      response: { ...base, status: "in_progress", output: [] },
    }),
    deltas: frames,
    ending: closing + sse({ type: "response.completed", response }),
    error: errorFrame,
  };
}

function errorFrame(message: string): string {
  return sse({ type: "error", sequence_number: 1, code: "server_error", message, param: null });
}

type Kind = "message" | "reasoning";

/** The items of one answer: text of a kind goes on in the item that is open, if it is of this kind. */
class OutputItems {
  readonly done: object[] = [];
  #open: { readonly kind: Kind; text: string } | undefined;

  say(kind: Kind, delta: string): string {
    const before = this.#open?.kind === kind ? "" : this.close();
    const begun = this.#open ?? { kind, text: "" };
    const opening = this.#open === undefined ? this.#opening(kind) : "";
    this.#open = begun;
    begun.text += delta;
    return before + opening + sse({ ...this.#place(kind), type: DELTA[kind], delta });
  }

  close(): string {
    if (this.#open === undefined) return "";
    const { kind, text } = this.#open;
    const item = this.#item(kind, text);
    this.#open = undefined;
    return this.#finished(item);
  }

  call({ id, name, arguments: args }: ScriptedCall): string {
    const at = this.done.length;
    const call_id = id ?? `call_${at + 1}`;
    const item = { id: `fc_${at + 1}`, type: "function_call", call_id, name };
    const place = { output_index: at, item_id: item.id };
    const pieces = argumentPieces(args);
    const added = { ...item, arguments: "", status: "in_progress" };
    return [
      sse({ type: "response.output_item.added", output_index: at, item: added }),
      ...pieces.map((delta) =>
        sse({ type: "response.function_call_arguments.delta", ...place, delta }),
      ),
      this.#finished({ ...item, arguments: pieces.join(""), status: "completed" }),
    ].join("");
  }

  #opening(kind: Kind): string {
    const output_index = this.done.length;
    const item = { ...this.#item(kind), status: "in_progress" };
    return [
      sse({ type: "response.output_item.added", output_index, item }),
      sse({ ...this.#place(kind), ...PART[kind] }),
    ].join("");
  }

  #item(kind: Kind, text?: string): object {
    const id = `${kind}_${this.done.length + 1}`;
    if (kind === "reasoning") {
      const summary = text === undefined ? [] : [{ type: "summary_text", text }];
      return { id, type: kind, summary };
    }
    const content = text === undefined ? [] : [{ type: "output_text", text, annotations: [] }];
    return { id, type: kind, role: "assistant", status: "completed", content };
  }

  #place(kind: Kind): object {
    const at = this.done.length;
    const inside = kind === "message" ? { content_index: 0 } : { summary_index: 0 };
    return { output_index: at, item_id: `${kind}_${at + 1}`, ...inside };
  }

  #finished(item: object): string {
    const output_index = this.done.length;
    this.done.push(item);
    return sse({ type: "response.output_item.done", output_index, item });
  }
}

const PART = {
  message: {
    type: "response.content_part.added",
    part: { type: "output_text", text: "", annotations: [] },
  },
  reasoning: {
    type: "response.reasoning_summary_part.added",
    part: { type: "summary_text", text: "" },
  },
} as const satisfies Record<Kind, object>;

const DELTA = {
  message: "response.output_text.delta",
  reasoning: "response.reasoning_summary_text.delta",
} as const satisfies Record<Kind, string>;

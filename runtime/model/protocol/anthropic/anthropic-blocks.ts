import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  parseObject,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";

import { AnthropicCitations } from "./anthropic-citations.ts";

/** One content block on its way. */
interface OpenBlock {
  /** The block as its start gave it. */
  readonly start: JsonObject;
  readonly id: string;
  /** What its deltas added: thinking, the JSON of arguments or a summary. */
  written: string;
  signature: string;
}

/** The content blocks of one answer, by their index. */
export class AnthropicBlocks {
  readonly #open = new Map<number, OpenBlock>();
  readonly #citations = new AnthropicCitations();
  /** Names of the tools that the provider runs, by the id of their use. */
  readonly #providerTools = new Map<string, string>();
  #calls = 0;

  /** Whether the current message calls tools of ours. */
  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  /** A block begins; compatible servers put its whole content here. */
  open(index: number, start: JsonObject, out: NormalizedEvent[]): void {
    const id = wordsOf(start["id"]) ?? `call_${index}`;
    const block: OpenBlock = { start, id, written: "", signature: "" };
    this.#open.set(index, block);
    switch (start["type"]) {
      case "text":
        this.#say(wordsOf(start["text"]), out);
        for (const citation of objectsOf(start["citations"])) this.#citations.add(citation, out);
        return;
      case "thinking":
        this.#think(block, wordsOf(start["thinking"]), out);
        block.signature = wordsOf(start["signature"]) ?? "";
        return;
      case "tool_use": {
        const name = wordsOf(start["name"]) ?? "";
        out.push({ type: "tool_call_delta", id, name, arguments_delta: "" });
        return;
      }
      default:
        this.#result(start, out);
    }
  }

  /** A part of a block. Text and thinking are read also where the block's start was lost. */
  add(index: number, delta: JsonObject, out: NormalizedEvent[]): void {
    const block = this.#open.get(index);
    switch (delta["type"]) {
      case "text_delta":
        return this.#say(wordsOf(delta["text"]), out);
      case "thinking_delta":
        return this.#think(block, wordsOf(delta["thinking"]), out);
      case "signature_delta":
        if (block !== undefined) block.signature += wordsOf(delta["signature"]) ?? "";
        return undefined;
      case "input_json_delta":
        return this.#argue(block, wordsOf(delta["partial_json"]), out);
      case "compaction_delta":
        if (block !== undefined) block.written += wordsOf(delta["content"]) ?? "";
        return undefined;
      case "citations_delta":
        return this.#citations.add(objectOf(delta["citation"]) ?? {}, out);
      default:
        return undefined; // a delta of a newer API
    }
  }

  /** A block is whole. A second stop of the same block says nothing. */
  close(index: number, out: NormalizedEvent[]): void {
    const block = this.#open.get(index);
    if (block === undefined) return;
    this.#open.delete(index);
    const { start, id, written, signature } = block;
    switch (start["type"]) {
      case "tool_use": {
        const name = wordsOf(start["name"]) ?? "";
        this.#calls += 1;
        out.push({ type: "tool_call_complete", id, name, arguments: argumentsOf(block) });
        return;
      }
      case "thinking":
        // Without a signature the provider would refuse to have its thinking back.
        if (signature !== "") give({ type: "thinking", thinking: written, signature }, out);
        return;
      case "redacted_thinking":
        return give(start, out);
      case "compaction":
        return give(written === "" ? start : { ...start, content: written }, out);
      case "server_tool_use":
      case "mcp_tool_use":
        return this.#run(block, out);
      default:
        return undefined;
    }
  }

  /** The answer is over: servers that forget a block's stop lose nothing. */
  closeAll(out: NormalizedEvent[]): void {
    for (const index of this.#open.keys()) this.close(index, out);
  }

  /** The message began anew: what was open will not be finished. */
  forgetOpen(): void {
    this.#calls = 0;
    this.#open.clear();
  }

  #say(text: string | undefined, out: NormalizedEvent[]): void {
    if (text !== undefined) out.push({ type: "message_delta", text });
  }

  #think(block: OpenBlock | undefined, text: string | undefined, out: NormalizedEvent[]): void {
    if (text === undefined) return;
    if (block !== undefined) block.written += text;
    out.push({ type: "reasoning_delta", text });
  }

  #argue(block: OpenBlock | undefined, json: string | undefined, out: NormalizedEvent[]): void {
    if (block === undefined || json === undefined) return;
    block.written += json;
    if (block.start["type"] !== "tool_use") return;
    out.push({ type: "tool_call_delta", id: block.id, arguments_delta: json });
  }

  #run(block: OpenBlock, out: NormalizedEvent[]): void {
    const name = wordsOf(block.start["name"]) ?? "";
    this.#providerTools.set(block.id, name);
    const input = parseObject(argumentsOf(block)) ?? block.written;
    const item = { ...block.start, input };
    out.push({ type: "provider_tool", id: block.id, name, status: "running", item });
  }

  /** The result of a tool that the provider ran comes whole in the block's start. */
  #result(block: JsonObject, out: NormalizedEvent[]): void {
    const type = wordsOf(block["type"]);
    const id = wordsOf(block["tool_use_id"]);
    if (type === undefined || id === undefined || !type.endsWith(RESULT)) return;
    const name = this.#providerTools.get(id) ?? type.slice(0, -RESULT.length);
    const status = hasFailed(block) ? "failed" : "done";
    out.push({ type: "provider_tool", id, name, status, item: block });
  }
}

const RESULT = "_tool_result";

function hasFailed(result: JsonObject): boolean {
  const type = wordsOf(objectOf(result["content"])?.["type"]);
  return result["is_error"] === true || type?.endsWith("_error") === true;
}

/** The model's own text; a call that streamed none has its input in its start. */
function argumentsOf({ start, written }: OpenBlock): string {
  return written.trim() === "" ? JSON.stringify(objectOf(start["input"]) ?? {}) : written;
}

function give(item: Json, out: NormalizedEvent[]): void {
  out.push({ type: "reasoning_item", item });
}

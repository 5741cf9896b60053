import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  type JsonObject,
  objectOf,
  objectsOf,
  wordsOf,
} from "#runtime/model/protocol/json-access.ts";

import { madeCallId } from "./call-id.ts";
import { readGoogleTool } from "./google-tool.ts";
import { PartialArguments } from "./partial-arguments.ts";
import { signatureItem } from "./thought-signature.ts";

/** A call whose arguments come piece by piece. */
interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly args: PartialArguments;
}

/** The parts of one answer's content. */
export class GeminiParts {
  /** The provider's id of the answer, once known. */
  answerId: string | undefined;
  #calls = 0;
  #runs = 0;
  #open: OpenCall | undefined;

  get hasCalls(): boolean {
    return this.#calls > 0;
  }

  add(part: JsonObject, out: NormalizedEvent[]): void {
    const call = objectOf(part["functionCall"]);
    if (call !== undefined) return this.#call(call, part, out);
    const text = wordsOf(part["text"]);
    if (text !== undefined) {
      out.push({ type: part["thought"] === true ? "reasoning_delta" : "message_delta", text });
    }
    if (readGoogleTool(part, out)) return undefined;
    this.#run(part, out);
    give(signatureItem(part), out);
    return undefined;
  }

  /** Ends a call whose last piece did not say that it was the last. */
  close(out: NormalizedEvent[]): void {
    if (this.#open === undefined) return;
    const { id, name, args } = this.#open;
    this.#open = undefined;
    const text = args.text();
    out.push({ type: "tool_call_delta", id, arguments_delta: text });
    out.push({ type: "tool_call_complete", id, name, arguments: text });
  }

  /** A call with its name begins; one without goes on with the call that is open. */
  #call(call: JsonObject, part: JsonObject, out: NormalizedEvent[]): void {
    const name = wordsOf(call["name"]);
    if (name !== undefined) {
      this.close(out);
      const id = wordsOf(call["id"]) ?? madeCallId(this.answerId, this.#calls);
      this.#calls += 1;
      this.#open = { id, name, args: new PartialArguments() };
      out.push({ type: "tool_call_delta", id, name, arguments_delta: "" });
    }
    give(signatureItem(part, this.#open?.id), out);
    this.#open?.args.take(objectOf(call["args"]) ?? {});
    for (const piece of objectsOf(call["partialArgs"])) this.#open?.args.add(piece);
    if (call["willContinue"] !== true) this.close(out);
  }

  /** Code that Google runs, and what came of it. */
  #run(part: JsonObject, out: NormalizedEvent[]): void {
    const code = objectOf(part["executableCode"]);
    const result = objectOf(part["codeExecutionResult"]);
    if (code === undefined && result === undefined) return;
    if (code !== undefined) this.#runs += 1;
    const id =
      wordsOf((code ?? result)?.["id"]) ?? `${this.answerId ?? "answer"}_run_${this.#runs}`;
    const isOk = result?.["outcome"] === "OUTCOME_OK";
    const status = result === undefined ? "running" : isOk ? "done" : "failed";
    out.push({ type: "provider_tool", id, name: "code_execution", status, item: part });
  }
}

function give(item: ReturnType<typeof signatureItem>, out: NormalizedEvent[]): void {
  if (item !== undefined) out.push({ type: "reasoning_item", item });
}

import { type ElicitResult, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";

import type { AskPerson } from "#runtime/tool/tool.ts";
import { elicit } from "./elicitation.ts";

/** The calls that a server works at, and how each asks the person whom it works for. */
export class CallsUnderWay {
  readonly #server: string;
  readonly #calls = new Set<{ readonly ask: AskPerson | undefined }>();

  constructor(server: string) {
    this.#server = server;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** A call is under way until the function that it gets is called. */
  add(ask: AskPerson | undefined): () => void {
    const call = { ask };
    this.#calls.add(call);
    return () => {
      this.#calls.delete(call);
    };
  }

  /**
   * Puts a server's question to the person. One that names no call is that of the only one under way; of several,
   * nobody knows whom it is for: then it throws a ProtocolError.
   */
  async answer(params: unknown, signal: AbortSignal): Promise<ElicitResult> {
    const [call, ...others] = this.#calls;
    if (call !== undefined && others.length === 0) {
      return elicit({ server: this.#server, ask: call.ask }, params, signal);
    }
    const message = `A question can only be asked during one call; there are ${this.#calls.size}`;
    throw new ProtocolError(ProtocolErrorCode.InvalidRequest, message);
  }
}

import { type ElicitResult, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";

import type { AskPerson } from "#runtime/tool/tool.ts";
import { elicit } from "./elicitation.ts";

/** The calls that one server works on, and how each asks the person whom it works for. */
export class CallsUnderWay {
  readonly #calls = new Set<{ readonly ask: AskPerson | undefined }>();

  get size(): number {
    return this.#calls.size;
  }

  /** A call is under way until the function that it gets is called. */
  enter(ask: AskPerson | undefined): () => void {
    const call = { ask };
    this.#calls.add(call);
    return () => {
      this.#calls.delete(call);
    };
  }

  /** A question that names no call is that of the only one; of several, nobody knows whom it is for. */
  async question(server: string, params: unknown, signal: AbortSignal): Promise<ElicitResult> {
    const [call, ...others] = this.#calls;
    if (call !== undefined && others.length === 0) {
      return elicit({ server, ask: call.ask }, params, signal);
    }
    const message = `A question can only be asked during one call; there are ${this.size}`;
    throw new ProtocolError(ProtocolErrorCode.InvalidRequest, message);
  }
}

import type { Caller } from "./caller.ts";
import { type ApprovalQuestion, NO_FIELDS, takeAnswer, WAITS_ON } from "./approval-question.ts";
import type { McpServing } from "./mcp-server.ts";

/** As long as a person may take; the SDK's own limit is for programs. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

/**
 * What a caller is asked while its call is open (before 2026-07-28).
 * 1. A question is withdrawn when it was answered elsewhere and when the call ends.
 */
export class OpenQuestions {
  readonly #caller: Caller;
  readonly #control: McpServing["control"];
  readonly #open = new Map<string, { readonly gone: AbortController; done: Promise<void> }>();

  constructor(caller: Caller, control: McpServing["control"]) {
    this.#caller = caller;
    this.#control = control;
  }

  /** Asks, and takes the answer whenever it comes. */
  ask(question: ApprovalQuestion): void {
    const gone = new AbortController();
    const done = this.#ask(question, gone.signal).catch((error: unknown) =>
      this.#leave(error, gone.signal),
    );
    // What it rejects with is met by close(), which may come late.
    done.catch(() => {});
    this.#open.set(question.action_id, { gone, done });
  }

  /** Takes a question back. */
  withdraw(actionId: string | undefined): void {
    if (actionId !== undefined) this.#open.get(actionId)?.gone.abort("It is answered");
  }

  /** Takes back all that is open. */
  async close(): Promise<void> {
    for (const { gone } of this.#open.values()) gone.abort("The call is over");
    await Promise.all([...this.#open.values()].map(({ done }) => done));
  }

  async #ask(question: ApprovalQuestion, signal: AbortSignal): Promise<void> {
    const params = { mode: "form", message: question.message, requestedSchema: NO_FIELDS };
    const { action } = await this.#caller.mcpReq.send(
      { method: "elicitation/create", params },
      { signal, timeout: PATIENCE_MS },
    );
    await takeAnswer(question, action, this.#caller, this.#control);
  }

  /** A question that was not withdrawn waits on in the playground, and the caller is told why. */
  async #leave(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#caller.mcpReq.signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    await this.#caller.tell(`${WAITS_ON}: ${why}`);
  }
}

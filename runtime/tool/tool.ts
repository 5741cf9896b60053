import type { AnswerContent, Question } from "#runtime/event/action.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Effect, Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";

/** What a call does beside its work, for the log: processes that it starts, the walls around them, a bundle. */
export type ToolFact = Extract<
  EventDraft,
  { type: `process.${string}` | "sandbox.applied" | "sandbox.violation" | "artifact.changed" }
>;

/** What a tool asks the person whose run it works for. */
export interface PersonQuestion extends Question {
  readonly message: string;
}

/** What came of it: `cancel` where nobody said yes or no. */
export type PersonAnswer =
  | { readonly action: "accept"; readonly content: AnswerContent }
  | { readonly action: "decline" | "cancel" };

/** Asks a person, and waits as long as it takes. Rejects with the signal's reason. */
export type AskPerson = (asked: PersonQuestion, signal: AbortSignal) => Promise<PersonAnswer>;

/** What a running call may use and report. */
export interface ToolContext {
  readonly signal: AbortSignal;
  /** The same for every attempt of one call, so that an idempotent tool acts once. */
  readonly idempotency_key: string;
  /** The call in its run; absent outside one. */
  readonly tool_call_id?: string;
  progress(update: { progress?: number; total?: number; message?: string }): void;
  /** Puts a fact into the log, in order and before the end of the call. */
  record(fact: ToolFact): void;
  /** Absent where nobody could be asked. The time it takes is not the call's. */
  readonly ask?: AskPerson;
}

/** What a tool's source says of it; only a hint, as long as the operator does not trust the source. */
export interface ToolHints {
  readonly read_only?: boolean;
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
  readonly open_world?: boolean;
}

/**
 * Something the server can do for the model.
 * `run` throws ToolError for a failure that the model should read, anything else is a bug or a broken source.
 */
export interface Tool {
  /** `<source>__<tool>`, matching ^[a-zA-Z0-9_-]{1,64}$. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  /** The MCP server, or `native`. */
  readonly source: string;
  readonly effect: Effect;
  /** JSON Schema of the arguments. */
  readonly input_schema: Json;
  readonly timeout_ms?: number;
  readonly hints?: ToolHints;
  run(args: Record<string, Json>, context: ToolContext): Promise<ToolOutput>;
}

/** A tool said no, in words for the model and the person, under a code that programs may know. */
export class ToolError extends Error {
  override name = "ToolError";
  readonly code: string;

  constructor(message: string, code = "tool_error", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

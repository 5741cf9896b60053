import { matchBy } from "./matching.ts";
import { itemRowsOf } from "./rows.ts";
import { compareTexts, markRow, type TextRow } from "./text-comparison.ts";

/** What a model was given to read. */
export interface Prompt {
  readonly system: string;
  readonly messages: readonly PromptMessage[];
  /** Older messages that are not among them. */
  readonly left_out: number;
}

/** A message as its model read it. */
export interface PromptMessage {
  readonly role: "user" | "assistant" | "tool";
  /** The tool whose result it is. */
  readonly tool?: string;
  /** Its text, and each call that it asks for in a line. */
  readonly text: string;
}

export interface PromptComparison {
  readonly system: readonly TextRow[];
  readonly messages: readonly MessageRow[];
}

/** A message of A beside one of B. `role` and `tool` are the same on both sides. */
export type MessageRow = TextRow & Pick<PromptMessage, "role" | "tool">;

/** Two prompts: the system prompts line by line, the messages one by one. */
export function comparePrompts(a: Prompt, b: Prompt): PromptComparison {
  return {
    system: compareTexts(a.system, b.system),
    messages: compareMessages(a.messages, b.messages),
  };
}

function compareMessages(
  a: readonly PromptMessage[],
  b: readonly PromptMessage[],
): readonly MessageRow[] {
  const { pairs } = matchBy(a, b, [keyOf, kindOf]);
  const rows = itemRowsOf(a, b, pairs, (left, right) => left?.text === right?.text);
  return rows.map(({ op, a: left, b: right }) => {
    const { role = "user", tool } = left ?? right ?? {};
    const texts = { op, ...(left && { a: left.text }), ...(right && { b: right.text }) };
    return { role, ...(tool !== undefined && { tool }), ...markRow(texts) };
  });
}

function keyOf(message: PromptMessage): string {
  return `${kindOf(message)} ${message.text}`;
}

function kindOf({ role, tool }: PromptMessage): string {
  return `${role} ${tool ?? ""}`;
}

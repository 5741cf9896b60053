import type { Json } from "#runtime/event/shared.ts";

/** One call in the words of a message: the tool's name, then its arguments as JSON. */
export interface DirectCall {
  readonly tool: string;
  /** The JSON text of the arguments, as it stands in the message. */
  readonly arguments: string;
}

const CALL = /^\s*([a-zA-Z0-9_-]{1,64})(?:\s+(\{[\s\S]*\}))?\s*$/u;

/** Reads a message that is a call and nothing else; undefined for any other text. */
export function readDirectCall(text: string): DirectCall | undefined {
  const [, tool, json = "{}"] = CALL.exec(text) ?? [];
  return tool === undefined ? undefined : { tool, arguments: json };
}

/** The message that asks for a call: `readDirectCall` gives it back. */
export function writeDirectCall(tool: string, args: Readonly<Record<string, Json>>): string {
  return `${tool} ${JSON.stringify(args)}`;
}

import { z } from "zod";

/** What an entry is: each kind has a section of its own in a day's file. */
export const MemoryKind = z.enum(["decision", "preference", "fact"]);
export type MemoryKind = z.infer<typeof MemoryKind>;

/** The longest text of one entry, in characters. */
export const MAX_TEXT_CHARS = 2_000;

/** The name of a topic; it becomes the name of a file. */
export const MemoryTopic = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, "A topic is a few lower case letters, digits and dashes");

/** Something that an agent keeps for later conversations. */
export interface MemoryEntry {
  readonly id: string;
  readonly kind: MemoryKind;
  /** Absent, it stands in the file of its day. */
  readonly topic?: string;
  readonly text: string;
  /** ISO 8601, when it was written; of a line that a person wrote, the day of the file. */
  readonly at: string;
  /** The call that wrote it; absent where a person did. */
  readonly run_id?: string;
  readonly tool_call_id?: string;
}

/** Text as one line of a list: what would end the line, or begin a comment in it, is taken out. */
export function asLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("<!--", "< !--").trim().slice(0, MAX_TEXT_CHARS);
}

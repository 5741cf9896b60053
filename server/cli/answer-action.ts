import type { Decision } from "#runtime/event/action.ts";
import type { AskedApproval } from "./lane-message.ts";
import { firstLine } from "./terminal-text.ts";
import type { TypedLines } from "./typed-lines.ts";

/** What to type for a decision, and the word that it begins. */
const KEYS: Readonly<Record<Decision, readonly [key: string, word: string]>> = {
  allow_once: ["y", "[y]es"],
  allow_session: ["s", "for this [s]ession"],
  allow_always: ["a", "[a]lways"],
  deny: ["n", "[n]o"],
  mark_done: ["d", "it was [d]one"],
  mark_failed: ["f", "it [f]ailed"],
  retry: ["r", "[r]etry"],
  abort: ["x", "e[x]it the run"],
};
const MAX_CHARS = 500;

/** The question about a call in the words that a person decides by: all that would run, in one line. */
export function questionAbout({ tool, arguments: args, prompt }: AskedApproval): string {
  const call = firstLine(`${tool} ${JSON.stringify(args)}`, MAX_CHARS);
  return `? ${call}\n  ${firstLine(prompt, MAX_CHARS)}`;
}

/** Asks until one of the offered decisions was typed; undefined where the input or the question ended before. */
export async function askDecision(
  { decisions }: AskedApproval,
  lines: TypedLines,
  signal: AbortSignal,
): Promise<Decision | undefined> {
  const choices = decisions.map((decision) => KEYS[decision][1]).join(", ");
  for (;;) {
    const line = await lines.ask(`  ${choices} › `, signal);
    if (line === undefined) return undefined;
    const typed = line.trim().toLowerCase();
    const chosen = decisions.find((decision) => {
      const [key, word] = KEYS[decision];
      return typed === key || typed === word.replace(/[[\]]/g, "");
    });
    if (chosen !== undefined) return chosen;
  }
}

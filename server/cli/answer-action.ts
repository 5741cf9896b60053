import type { AnswerContent, Decision } from "#runtime/event/action.ts";
import { fieldText, optionName, readFields } from "#runtime/state/form-field.ts";
import { type QuestionField, questionFields } from "#runtime/state/question-fields.ts";
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
  answer: ["a", "[a]nswer"],
  decline: ["d", "[d]ecline"],
};
const MAX_CHARS = 500;

/** The question about a call in the words that a person decides by: all that would run, in one line. */
export function questionAbout(asked: AskedApproval): string {
  const { tool, arguments: args, prompt, question } = asked;
  if (question !== undefined) {
    const { server, url } = question;
    const where = url === undefined ? "" : `\n  Go to ${firstLine(url, MAX_CHARS)}`;
    const who = `? The MCP server ${firstLine(server, MAX_CHARS)} asks; give it no password or key`;
    return `${who}\n  ${firstLine(prompt, MAX_CHARS)}${where}`;
  }
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

/**
 * Asks for each field of a server's question, one a line; an empty line takes the default, or leaves out what
 * has none. Undefined where the input or the question ended before.
 */
export async function askContent(
  { question }: AskedApproval,
  lines: TypedLines,
  signal: AbortSignal,
): Promise<AnswerContent | undefined> {
  const fields = questionFields(question?.schema) ?? [];
  const typed: Record<string, string> = {};
  for (const field of fields) {
    const line = await lines.ask(`  ${fieldPrompt(field)} › `, signal);
    if (line === undefined) return undefined;
    const text = line.trim() || fieldText(field, field.standard);
    if (field.kind !== "choices") {
      typed[field.name] = text;
      continue;
    }
    const chosen = new Set(text.split(",").map((one) => one.trim()));
    for (const [place, option] of field.options.entries()) {
      if (chosen.has(option.text)) typed[optionName(field, place)] = "true";
    }
  }
  return readFields(fields, typed);
}

function fieldPrompt(field: QuestionField): string {
  const options = "options" in field ? field.options.map((option) => option.text).join("|") : "";
  const kinds = {
    text: "",
    number: "a number",
    choice: options,
    choices: options,
  };
  const standard = fieldText(field, field.standard);
  const notes = [
    kinds[field.kind],
    field.kind === "choices" ? "several with commas" : "",
    standard === "" ? "" : `default ${standard}`,
    field.required ? "" : "optional",
  ].filter((note) => note !== "");
  const label = notes.length === 0 ? field.label : `${field.label} (${notes.join(", ")})`;
  return firstLine(label, MAX_CHARS);
}

import type { TurnCall } from "#runtime/model/current-turn.ts";
import { codeBlock } from "./quote.ts";

const MAX_REPORT_CHARS = 1500;

/** What a tool answered, as Markdown. */
export function report(call: TurnCall): string {
  const { result } = call;
  if (result === undefined || result.is_error) return failureLine(call);
  const text = result.content.trim();
  if (text === "") return `\`${call.name}\` answered with nothing.`;
  const cut = text.length > MAX_REPORT_CHARS ? `${text.slice(0, MAX_REPORT_CHARS)}…` : text;
  return `\`${call.name}\` answered:\n\n${codeBlock(cut)}`;
}

/** One sentence on a call that failed or never ended. */
export function failureLine(call: TurnCall): string {
  const why = call.result?.content.trim().replaceAll(/\s+/g, " ") ?? "it gave no result";
  return `\`${call.name}\` failed: ${why === "" ? "it gave no reason" : why}`;
}

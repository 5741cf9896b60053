import type { SessionSummary } from "#runtime/state/session-summary.ts";

/** Characters shown on each side of what was found. */
const CONTEXT_CHARS = 40;

/** Where a session says the words of a query. */
export interface SessionMatch {
  readonly where: "title" | "question";
  readonly run_id?: string;
  readonly excerpt: string;
}

/**
 * Where a session says all words of a query together: in its title, or in one of its questions, the
 * newest first. Letters count alike in either case.
 */
export function matchOf(
  session: Pick<SessionSummary, "title" | "runs">,
  query: string,
): SessionMatch | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (says(session.title, words)) return { where: "title", excerpt: session.title };
  const run = session.runs.findLast(({ text }) => says(text, words));
  if (run === undefined) return undefined;
  return { where: "question", run_id: run.run_id, excerpt: excerpt(run.text, words[0] ?? "") };
}

function says(text: string, words: readonly string[]): boolean {
  const known = text.toLowerCase();
  return words.every((word) => known.includes(word));
}

function excerpt(text: string, word: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const start = Math.max(0, at - CONTEXT_CHARS);
  const end = at + word.length + CONTEXT_CHARS;
  const cut = text.slice(start, end).replaceAll(/\s+/g, " ").trim();
  return `${start > 0 ? "…" : ""}${cut}${end < text.length ? "…" : ""}`;
}

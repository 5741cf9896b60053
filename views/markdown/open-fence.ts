import type { MarkedToken } from "marked";

/** A code fence at the start of a tail that has not been closed yet. */
export interface OpenFence {
  readonly token: MarkedToken;
  readonly mark: "`" | "~";
  readonly size: number;
  /** Up to here the tail is known to hold no closing line. */
  readonly scanned: number;
}

const OPENING = /^(`{3,}|~{3,})([^\n]*)\n/;

/**
 * Reads a tail as an open fence without lexing it, or says that it is none (any more).
 * An indented fence is left to the lexer, which knows how far to take the code back.
 */
export function readOpenFence(tail: string, known: OpenFence | undefined): OpenFence | undefined {
  const opening = OPENING.exec(tail);
  if (opening === null) return undefined;
  const [line, marks = "", info = ""] = opening;
  const mark = marks.startsWith("`") ? "`" : "~";
  if (mark === "`" && info.includes("`")) return undefined;

  const fence = { mark, size: marks.length } as const;
  const sameAsKnown = known?.mark === mark && known.size === fence.size;
  const from = sameAsKnown ? Math.max(known.scanned, line.length) : line.length;
  if (hasClosingLine(tail, from, fence)) return undefined;

  const code = withoutHalfClosing(tail.slice(line.length), fence);
  const token = { type: "code", raw: tail, lang: unescaped(info.trim()), text: code } as const;
  return { ...fence, token, scanned: Math.max(line.length, tail.lastIndexOf("\n") + 1) };
}

/** The word after a fence may hold escaped punctuation (CommonMark 0.31.2, section 2.4). */
function unescaped(info: string): string {
  return info.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}

function hasClosingLine(
  tail: string,
  from: number,
  fence: { mark: string; size: number },
): boolean {
  const closing = new RegExp(`^ {0,3}${fence.mark}{${fence.size},}[ \\t]*$`, "m");
  return closing.test(tail.slice(from));
}

/** A last line that may become the closing one is not shown as code. */
function withoutHalfClosing(code: string, fence: { mark: string }): string {
  return code.replace(new RegExp(`(?:^|\\n) {0,3}${fence.mark}{1,}$`), "").replace(/\n$/, "");
}

import { html, type TemplateResult } from "lit/html.js";

import type { Json } from "#runtime/event/shared.ts";
import { valueLine } from "./tool-call-words.ts";

/** What a call would do, as far as its arguments tell: on what, and with which text. */
export interface AskedChange {
  readonly target: string;
  readonly kind: "text" | "diff" | "arguments";
  readonly lines: readonly string[];
  /** Every other argument: what is asked about is shown whole. */
  readonly rest: readonly string[];
}

const TARGETS = ["path", "file", "filename", "file_path", "url", "uri", "title", "name", "command"];
const TEXTS = ["content", "contents", "text", "new_text", "new_string", "body", "data"];
const DIFFS = ["diff", "patch"];

/** Reads arguments for a person: a diff or the text to be written where there is one, else all of them. */
export function askedChange(args: Json): AskedChange {
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    return { target: "", kind: "arguments", lines: [valueLine(args)], rest: [] };
  }
  const target = textOf(args, TARGETS);
  const diff = textOf(args, DIFFS);
  const text = diff ?? textOf(args, TEXTS);
  if (text === undefined) {
    const lines = JSON.stringify(args, null, 2).split("\n");
    return { target: target?.value ?? valueLine(args), kind: "arguments", lines, rest: [] };
  }
  const rest = Object.entries(args)
    .filter(([name]) => name !== target?.name && name !== text.name)
    .map(([name, value]) => `${name}: ${valueLine(value)}`);
  const kind = diff === undefined ? "text" : "diff";
  return { target: target?.value ?? "", kind, lines: text.value.split("\n"), rest };
}

function textOf(
  args: Readonly<Record<string, Json>>,
  names: readonly string[],
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = args[name];
    if (typeof value === "string") return { name, value };
  }
  return undefined;
}

/** How much would change, in a few characters. */
export function changeSize({ kind, lines }: AskedChange): string {
  if (kind === "arguments") return "";
  if (kind === "text") return lines.length === 1 ? "1 line" : `${lines.length} lines`;
  const added = lines.filter((line) => diffMark(line) === "+").length;
  const removed = lines.filter((line) => diffMark(line) === "-").length;
  return `+${added} −${removed}`;
}

/** Each line with its number; in a diff, what goes and what comes is marked. */
export function askedPreview({ kind, lines }: AskedChange): TemplateResult {
  if (kind === "arguments")
    return html`<pre class="preview" tabindex="0" dir="ltr">${lines.join("\n")}</pre>`;
  return html`<div class="preview" tabindex="0" dir="ltr">
    ${lines.map((line, index) => previewLine(line, index, kind))}
  </div>`;
}

function previewLine(line: string, index: number, kind: "text" | "diff"): TemplateResult {
  const mark = kind === "text" ? "+" : diffMark(line);
  const text = kind === "diff" && /^[-+ ]/.test(line) && mark !== "@" ? line.slice(1) : line;
  return html`<div class="line" data-mark=${mark}>
    <span>${index + 1}</span><span>${SIGNS[mark]}</span><span>${text}</span>
  </div>`;
}

type Mark = "+" | "-" | "@" | "";

const SIGNS: Readonly<Record<Mark, string>> = { "+": "+", "-": "−", "@": "", "": "" };

/** What a line of a diff says: it comes, it goes, it tells where (`@`), or it stays. */
function diffMark(line: string): Mark {
  if (/^(?:\+\+\+|---|@@|diff |index )/.test(line)) return "@";
  if (line.startsWith("+")) return "+";
  return line.startsWith("-") ? "-" : "";
}

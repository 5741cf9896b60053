import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Token, TokenizerThis } from "marked";

import { growingText } from "./growing-text.ts";

/** A formula in TeX, in a line of text or (`display`) in a place of its own. */
export interface MathToken {
  readonly type: "math";
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

/** Longer formulas stay text; so far does a look for the end of one go. */
const FORMULA_MAX_CHARS = 4000;

/** Each class of letters excludes what ends it, so that no text is read twice. */
const INLINE = [
  /^\$(?![$\s])((?:\\.|[^\\$\n]){1,1000})(?<!\s)\$(?!\d)/,
  /^\\\(((?:[^\\]|\\[^)]){1,1000})\\\)/,
] as const;
const INLINE_DISPLAY = /^\$\$((?:\\.|[^\\$]){1,1000})\$\$/s;
const BLOCK = [
  /^ {0,3}\$\$((?:\\.|[^\\$\n]|\n(?![ \t]*\n)){1,4000})\$\$[ \t]*(?:\n+|$)/,
  /^ {0,3}\\\[((?:\\[^\]\n]|[^\\\n]|\n(?![ \t]*\n)){1,4000})\\\][ \t]*(?:\n+|$)/,
] as const;
const BLOCK_START = /\n {0,3}(?:\$\$|\\\[)/;

/** What the lexer takes as formulas: `$…$`, `\(…\)`, `$$…$$`, `\[…\]`. One that is not closed is text. */
export const MATH_EXTENSIONS = {
  renderers: {},
  childTokens: {},
  inline: [inlineMath],
  block: [blockMath],
  startInline: [startOfInline],
  startBlock: [startOfBlock],
};

/** What the lines of a formula look like before its end has come; `=` alone underlines a heading. */
const LINES: ReadonlySet<string> = new Set(["paragraph", "heading"]);

export function isMath(token: { readonly type: string }): token is MathToken {
  return token.type === "math";
}

/**
 * A formula: its source until the page's script draws it, and where it cannot. The source stays the
 * element's text, so that it is what a person copies.
 */
export function mathView({ raw, tex, display }: MathToken): TemplateResult {
  return html`<uar-math
    tex=${tex}
    ?display=${display}
    tabindex=${display ? "0" : nothing}
    role=${display ? "group" : nothing}
    aria-label=${display ? "Formula" : nothing}
    >${growingText(raw.trim())}</uar-math
  >`;
}

/**
 * The first of these top-level tokens in which a formula has begun that further text may close: no
 * blank line has come since. Undefined where there is none.
 */
export function openFormula(tokens: readonly Token[]): number | undefined {
  const opened = tokens.findIndex(({ type, raw }) => LINES.has(type) && opens(raw));
  if (opened === -1) return undefined;
  const rest = tokens.slice(opened).map(({ raw }) => raw);
  const text = `\n${rest.join("")}`;
  const formula = text.slice(text.search(BLOCK_START) + 1);
  const isOver = formula.length > FORMULA_MAX_CHARS || /\n[ \t]*\n/.test(formula);
  return isOver ? undefined : opened;
}

function opens(raw: string): boolean {
  return BLOCK_START.test(`\n${raw}`);
}

function inlineMath(this: TokenizerThis, source: string): MathToken | undefined {
  if (source.startsWith("$$")) return token(INLINE_DISPLAY.exec(source), true);
  for (const pattern of INLINE) {
    const found = token(pattern.exec(source), false);
    if (found !== undefined) return found;
  }
  return undefined;
}

function blockMath(this: TokenizerThis, source: string): MathToken | undefined {
  return readBlock(source);
}

function readBlock(source: string): MathToken | undefined {
  for (const pattern of BLOCK) {
    const found = token(pattern.exec(source), true);
    if (found !== undefined) return found;
  }
  return undefined;
}

function token(match: RegExpExecArray | null, display: boolean): MathToken | undefined {
  const [raw = "", tex = ""] = match ?? [];
  return tex.trim() === "" ? undefined : { type: "math", raw, tex: tex.trim(), display };
}

/** Text ends at a backslash by itself; a dollar has to be told. */
function startOfInline(this: TokenizerThis, source: string): number | undefined {
  const at = source.indexOf("$");
  return at === -1 ? undefined : at;
}

function startOfBlock(this: TokenizerThis, source: string): number | undefined {
  const at = source.slice(0, FORMULA_MAX_CHARS).search(BLOCK_START);
  return at === -1 || readBlock(source.slice(at + 1)) === undefined ? undefined : at + 1;
}

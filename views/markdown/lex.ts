import type { Links, MarkedToken, Token } from "marked";

import { BoundedLexer } from "./bounded-lexer.ts";
import { MATH_EXTENSIONS } from "./math.ts";

/** Beyond this, a text is shown as it is: no answer is worth freezing the page for. */
const LEX_MAX_CHARS = 1_000_000;

/** Without one of these a text has no formula. */
const MATH_SIGN = /\$|\\[([]/;

/** Link reference definitions by their label. */
export type KnownLinks = Links;

export interface Lexed {
  readonly tokens: readonly MarkedToken[];
  /** Every definition that the tokens could use, also those that stand among them. */
  readonly links: KnownLinks;
}

/**
 * The top-level Markdown tokens of a source (CommonMark with GFM and formulas), with the definitions that stand
 * before it. Never throws: what the lexer cannot take, such as thousands of nested quotes, comes back
 * as one token of plain text.
 */
export function lexMarkdown(source: string, links: KnownLinks = {}): Lexed {
  if (source.length > LEX_MAX_CHARS) return plainText(source);
  try {
    const extensions = MATH_SIGN.test(source) ? MATH_EXTENSIONS : null;
    const lexer = new BoundedLexer({ gfm: true, extensions });
    Object.assign(lexer.tokens.links, links);
    const tokens = lexer.lex(source).filter(isKnown);
    return { tokens, links: { ...lexer.tokens.links } };
  } catch {
    return plainText(source);
  }
}

/** A paragraph that shows a source as it is. */
function plainText(source: string): Lexed {
  const text = { type: "escape", raw: source, text: source } as const;
  return { tokens: [{ type: "paragraph", raw: source, text: source, tokens: [text] }], links: {} };
}

/** The lexer makes its own kinds of token, and formulas, which `isMath` tells apart. */
function isKnown(token: Token): token is MarkedToken {
  return "raw" in token;
}

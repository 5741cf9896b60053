import { html, type TemplateResult } from "lit/html.js";
import type { MarkedToken, Token, Tokens } from "marked";

import type { CitationState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { citationMark } from "#views/run/citation-mark.ts";
import { decodeCharacterReferences } from "./character-reference.ts";
import { growingText } from "./growing-text.ts";
import { isMath, mathView } from "./math.ts";
import { safeLink } from "./safe-link.ts";

/** What the text of an answer may point at. */
export interface MarkdownContext {
  readonly run_id: string;
  readonly citations: readonly CitationState[];
}

interface InlinePlace extends MarkdownContext {
  readonly inLink?: boolean;
}

/** The inline tokens of a block as something that Lit renders. Text becomes text nodes, never HTML. */
export function inlineView(tokens: readonly Token[] | undefined, place: InlinePlace): unknown {
  if (tokens === undefined) return "";
  const [only] = tokens;
  // The lexer makes its own kinds of token, and formulas, which `isMath` tells apart.
  if (tokens.length === 1) return inlineToken(only as MarkedToken, place);
  return tokens.map((token) => inlineToken(token as MarkedToken, place));
}

function inlineToken(token: MarkedToken, place: InlinePlace): unknown {
  if (isMath(token)) return mathView(token);
  switch (token.type) {
    case "text":
      return token.tokens === undefined
        ? citedText(decodeCharacterReferences(token.text), place)
        : inlineView(token.tokens, place);
    case "escape":
      return token.text;
    case "strong":
      return html`<strong>${inlineView(token.tokens, place)}</strong>`;
    case "em":
      return html`<em>${inlineView(token.tokens, place)}</em>`;
    case "del":
      return html`<del>${inlineView(token.tokens, place)}</del>`;
    case "codespan":
      return html`<code>${token.text}</code>`;
    case "br":
      return html`<br />`;
    case "link":
      return link(token, place);
    case "image":
      return image(token, place);
    case "checkbox":
      return checkbox(token);
    default:
      return token.raw;
  }
}

const MARKER = /\[(\d{1,3})\]/;

/** `[1]` becomes a mark where the run has a citation of that number; any other bracket stays text. */
function citedText(text: string, place: InlinePlace): unknown {
  if (place.citations.length === 0 || place.inLink === true || !MARKER.test(text)) {
    return growingText(text);
  }
  return text.split(MARKER).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const citation = place.citations.find((known) => known.index === Number(piece));
    return citation === undefined ? `[${piece}]` : citationMark(place.run_id, citation);
  });
}

function link(token: Tokens.Link, place: InlinePlace): unknown {
  const href = safeLink(token.href, token.autolink);
  if (href === undefined || place.inLink === true) return token.raw;
  const text = inlineView(token.tokens, { ...place, inLink: true });
  if (href.startsWith("#")) return html`<a href=${href}>${text}</a>`;
  return outside(href, text);
}

/** A picture would be fetched from its host and could carry a secret there: it is offered, not loaded. */
function image(token: Tokens.Image, place: InlinePlace): unknown {
  const href = safeLink(token.href);
  const alt = decodeCharacterReferences(token.text);
  if (href === undefined || !/^https?:/i.test(href)) return token.raw;
  const words = `${alt === "" ? "" : `${alt}, `}image: ${new URL(href).host}`;
  return place.inLink === true ? words : outside(href, words);
}

function outside(href: string, content: unknown): TemplateResult {
  return html`<a href=${href} title=${href} target="_blank" rel="noopener noreferrer"
    >${content}</a
  >`;
}

function checkbox(token: Tokens.Checkbox): TemplateResult {
  return token.checked
    ? html`<span class="task done" role="img" aria-label="Done">${icon("check", "small")}</span>`
    : html`<span class="task" role="img" aria-label="Not done"></span>`;
}

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { MarkedToken, Token, Tokens } from "marked";

import { codeBlock } from "./code-block.ts";
import { inlineView, type MarkdownContext } from "./inline-view.ts";
import { isMath, mathView } from "./math.ts";

/** Deeper than this, blocks are shown as they were written. */
const NESTING_MAX = 24;

/** One Markdown block as something that Lit renders, the same on the server and in the browser. */
export function blockView(token: MarkedToken, context: MarkdownContext, depth = 0): unknown {
  if (depth > NESTING_MAX) return paragraph(token.raw);
  if (isMath(token)) return mathView(token);
  switch (token.type) {
    case "paragraph":
      return paragraph(inlineView(token.tokens, context));
    case "text":
      return token.tokens === undefined
        ? inlineView([token], context)
        : inlineView(token.tokens, context);
    case "heading":
      return heading(token, context);
    case "code":
      return codeBlock(token.text, token.lang);
    case "list":
      return list(token, context, depth);
    case "blockquote":
      return html`<blockquote dir="auto">${blocks(token.tokens, context, depth)}</blockquote>`;
    case "table":
      return table(token, context);
    case "hr":
      return html`<hr />`;
    case "html":
      return html`<p class="raw" dir="auto">${token.text.trimEnd()}</p>`;
    case "space":
    case "def":
      return nothing;
    default:
      return inlineView([token], context);
  }
}

function blocks(tokens: readonly Token[], context: MarkdownContext, depth: number): unknown {
  // The lexer makes its own kinds of token, and formulas, which `isMath` tells apart.
  return tokens.map((token) => blockView(token as MarkedToken, context, depth + 1));
}

function paragraph(content: unknown): TemplateResult {
  return html`<p dir="auto">${content}</p>`;
}

/** Below the headings of the page (1) and of the turn (2); the size says the depth. */
function heading(token: Tokens.Heading, context: MarkdownContext): TemplateResult {
  const content = inlineView(token.tokens, context);
  if (token.depth <= 3) return html`<h3 dir="auto" data-depth=${token.depth}>${content}</h3>`;
  if (token.depth === 4) return html`<h4 dir="auto">${content}</h4>`;
  return html`<h5 dir="auto">${content}</h5>`;
}

function list(token: Tokens.List, context: MarkdownContext, depth: number): TemplateResult {
  const items = token.items.map((item) => listItem(item, context, depth));
  if (!token.ordered)
    return html`<ul dir="auto">
      ${items}
    </ul>`;
  const start = typeof token.start === "number" && token.start !== 1 ? token.start : nothing;
  return html`<ol dir="auto" start=${start}>
    ${items}
  </ol>`;
}

function listItem(item: Tokens.ListItem, context: MarkdownContext, depth: number): TemplateResult {
  const content = blocks(item.tokens, context, depth);
  return html`<li class=${item.task ? "task-item" : nothing}>${content}</li>`;
}

/** More columns than these would be too narrow side by side. */
const FIXED_COLUMNS_MAX = 4;

function table(token: Tokens.Table, context: MarkdownContext): TemplateResult {
  return html`<div class="table" tabindex="0" role="group" aria-label="Table">
    <table ?data-wide=${token.header.length > FIXED_COLUMNS_MAX}>
      <thead>
        <tr>
          ${token.header.map((cell) => tableCell(cell, context))}
        </tr>
      </thead>
      <tbody>
        ${token.rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => tableCell(cell, context))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function tableCell(cell: Tokens.TableCell, context: MarkdownContext): TemplateResult {
  const align = cell.align ?? nothing;
  const content = inlineView(cell.tokens, context);
  return cell.header && cell.text.trim() !== ""
    ? html`<th dir="auto" scope="col" data-align=${align}>${content}</th>`
    : html`<td dir="auto" data-align=${align}>${content}</td>`;
}

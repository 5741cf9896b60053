import type { MarkedToken } from "marked";
import remend from "remend";

import { readOpenFence, type OpenFence } from "./open-fence.ts";
import { isMath, openFormula } from "./math.ts";
import { lexMarkdown, type KnownLinks, type Lexed } from "./lex.ts";

/** One top-level block. A closed block keeps its identity until the text ends. */
export interface Block {
  readonly token: MarkedToken;
  /** The link definitions that its lexer knew, as JSON. */
  readonly links: string;
}

/** Half-open marks are completed for the eye only; what changes the meaning of the text stays off. */
const COMPLETION = {
  linkMode: "text-only",
  htmlTags: false,
  comparisonOperators: false,
  singleTilde: false,
  setextHeadings: false,
  katex: false,
} as const;

/**
 * Reads a Markdown text that grows, in time linear in what is new.
 *
 * 1. A block is closed once a later block has a whole line; it is never lexed again while the text
 *    is open.
 * 2. Only the open tail is lexed at each reading; an open fence is not lexed at all.
 * 3. When the text ends, one pass over the whole source gives the exact blocks, so the result does
 *    not depend on how the text arrived. Blocks that come out the same keep their identity.
 * 4. A piece of a text keeps the whole text in memory; a closed block holds on to its own letters alone.
 */
export class MarkdownStream {
  #closedSource = "";
  #closed: Block[] = [];
  #links: KnownLinks = {};
  #fence: OpenFence | undefined;
  #finished: { readonly source: string; readonly blocks: readonly Block[] } | undefined;

  /** The blocks of the text so far. A text that does not go on from the last one starts anew. */
  read(text: string, isOpen: boolean): readonly Block[] {
    const source = text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
    if (!isOpen) return this.#finish(source);
    this.#finished = undefined;
    if (!source.startsWith(this.#closedSource)) this.#reset();

    const open = this.#readTail(copied(source.slice(this.#closedSource.length))); // (4)
    return [...this.#closed, ...open];
  }

  #readTail(tail: string): readonly Block[] {
    const fence = readOpenFence(tail, this.#fence);
    this.#fence = fence;
    if (fence !== undefined) return [{ token: fence.token, links: "" }]; // (2)

    const lexed = lexMarkdown(tail, this.#links);
    const firstOpen = Math.min(firstOpenToken(lexed.tokens), openFormula(lexed.tokens) ?? Infinity);
    const length = sourceLength(tail, lexed.tokens, firstOpen);
    if (length === undefined) return this.#openBlocks(tail, lexed);
    this.#close({ ...lexed, tokens: lexed.tokens.slice(0, firstOpen) }, tail.slice(0, length));
    return this.#openBlocks(tail.slice(length), {
      ...lexed,
      tokens: lexed.tokens.slice(firstOpen),
    });
  }

  /** Moves tokens that no further text can change to the closed blocks (1). */
  #close(lexed: Lexed, source: string): void {
    for (const token of lexed.tokens) {
      if (token.type === "def") this.#links[token.tag] ??= { href: token.href, title: token.title };
    }
    this.#closed.push(...blocksOf(lexed));
    this.#closedSource += source;
  }

  #openBlocks(source: string, lexed: Lexed): readonly Block[] {
    const last = lexed.tokens.at(-1);
    const completed =
      last === undefined || last.type === "code" || last.type === "html" || isMath(last)
        ? source
        : remend(withoutHalfLine(source), COMPLETION);
    return blocksOf(completed === source ? lexed : lexMarkdown(completed, this.#links));
  }

  #finish(source: string): readonly Block[] {
    if (this.#finished?.source === source) return this.#finished.blocks;
    const closed = source.startsWith(this.#closedSource) ? this.#closed : [];
    const blocks = blocksOf(lexMarkdown(source)).map((block, index) => {
      const known = closed[index];
      return known !== undefined && isSame(known, block) ? known : block; // (3)
    });
    this.#reset();
    this.#finished = { source, blocks };
    return blocks;
  }

  #reset(): void {
    this.#closedSource = "";
    this.#closed = [];
    this.#links = {};
    this.#fence = undefined;
    this.#finished = undefined;
  }
}

/** The same letters in a place of their own. */
function copied(text: string): string {
  return structuredClone(text);
}

/**
 * A last line that is only marks may yet become a list item, a heading, a rule or the underline of one:
 * it is shown once it says which.
 */
function withoutHalfLine(source: string): string {
  return source.replace(/(?:^|\n)[ \t]*(?:[-*+=#>|`~_]+|\d{1,9}[.)])[ \t]*(?:\[[ xX]?\]?)?$/, "");
}

/**
 * The index of the first token that more text could still change. A paragraph stays open while the
 * block after it may yet turn out to be its next line.
 */
function firstOpenToken(tokens: readonly MarkedToken[]): number {
  const last = tokens.findLastIndex(isContent);
  if (last <= 0) return 0;
  if (tokens[last]?.raw.includes("\n") !== true) {
    return Math.max(0, tokens.slice(0, last).findLastIndex(isContent));
  }
  return tokens[last - 1]?.type === "paragraph" ? last - 1 : last;
}

function blocksOf({ tokens, links }: Lexed): readonly Block[] {
  const known = JSON.stringify(links);
  return tokens.filter(isVisible).map((token) => ({ token, links: known }));
}

/** The same source under the same definitions lexes to the same block. */
function isSame(left: Block, right: Block): boolean {
  return left.token.raw === right.token.raw && left.links === right.links;
}

/** Where the first open token begins; unknown when the lexer changed what it read. */
function sourceLength(
  tail: string,
  tokens: readonly MarkedToken[],
  firstOpen: number,
): number | undefined {
  let end = 0;
  for (const [index, token] of tokens.slice(0, firstOpen + 1).entries()) {
    const start = tail.indexOf(token.raw, end);
    if (start === -1 || tail.slice(end, start).trim() !== "") return undefined;
    if (index === firstOpen) return start;
    end = start + token.raw.length;
  }
  return end;
}

function isContent(token: MarkedToken): boolean {
  return token.type !== "space";
}

function isVisible(token: MarkedToken): boolean {
  return token.type !== "space" && token.type !== "def";
}

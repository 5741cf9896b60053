import { ParseError, type PromptSource } from "./compile-error.ts";
import { Cursor } from "./cursor.ts";
import { readFrontMatter } from "./front-matter.ts";
import { readBlock, type Block } from "./read-block.ts";
import { inBraces, readCloseTag, readOpenTag } from "./read-tag.ts";
import type { TagNode, Template, TemplateNode } from "./template.ts";
import { trimBlock } from "./trim-block.ts";

const MAX_PROMPT_CHARS = 256 * 1024;
const MAX_NESTING = 100;
/** A node costs about a hundred bytes. */
const MAX_NODES = 50_000;

/** Reads a prompt into the tree of its tags, blocks and texts. Throws ParseError at the first mistake. */
export function parseTemplate(source: PromptSource): Template {
  if (source.content.length > MAX_PROMPT_CHARS) {
    const message = `A prompt may have ${MAX_PROMPT_CHARS} characters`;
    throw new ParseError("prompt-too-large", message, source, { start: 0, end: 0 });
  }
  return new TemplateParser(source).parse();
}

/** What is open: the prompt itself, a tag or a block. */
type Frame =
  | { readonly kind: "prompt"; readonly children: TemplateNode[] }
  | {
      readonly kind: "tag";
      readonly node: TagNode & { end: number };
      readonly children: TemplateNode[];
    }
  | (Block & { children: TemplateNode[] });

/** Text up to the next character that could begin something else. */
const PLAIN_TEXT = /[^\\<{/]+/y;

class TemplateParser {
  readonly #cursor: Cursor;
  readonly #frames: Frame[] = [];
  readonly #root: TemplateNode[] = [];
  #nodes = 0;

  constructor(source: PromptSource) {
    this.#cursor = new Cursor(source);
    this.#frames.push({ kind: "prompt", children: this.#root });
  }

  parse(): Template {
    const cursor = this.#cursor;
    while (this.#skippedComment() || cursor.match(/\s+/y) !== undefined);
    const frontMatter = readFrontMatter(cursor);
    // White space at the head of a text is the indentation of its first line.
    if (frontMatter === undefined) cursor.at = 0;
    while (!cursor.isAtEnd) this.#next();
    const open = this.#top();
    if (open.kind !== "prompt") {
      throw cursor.fault("unclosed-block", "Block was left open", open.node.start);
    }
    return { frontMatter, children: this.#root };
  }

  #next(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (this.#skippedComment()) return;
    if (cursor.takes("\\")) {
      this.#text(start, cursor.match(/[^]/y)?.[0] ?? "");
    } else if (cursor.takes("{{")) {
      this.#braces(start);
    } else if (!this.#tag(start)) {
      this.#text(start, cursor.match(PLAIN_TEXT)?.[0] ?? cursor.match(/[^]/y)?.[0] ?? "");
    }
  }

  #skippedComment(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (cursor.takes("/*")) {
      const end = cursor.text.indexOf("*/", cursor.at);
      cursor.at = end === -1 ? cursor.text.length : end + 2;
      return true;
    }
    if (!cursor.takes("<!--")) return false;
    const end = cursor.text.indexOf("-->", cursor.at);
    if (end === -1) throw cursor.fault("unclosed-comment", "Unclosed comment", start);
    cursor.at = end + 3;
    return true;
  }

  #text(start: number, data: string): void {
    const { children } = this.#top();
    const last = children.at(-1);
    if (last?.kind === "text") {
      last.data += data;
      return;
    }
    this.#add({ kind: "text", data, start, end: this.#cursor.at });
  }

  #braces(start: number): void {
    const cursor = this.#cursor;
    const block = readBlock(cursor, start);
    switch (block?.kind) {
      case undefined: {
        const expression = inBraces(cursor);
        this.#add({ kind: "mustache", expression, start, end: cursor.at });
        return;
      }
      case "if":
      case "for":
        this.#add(block.node);
        this.#open({ ...block, children: childrenOf(block) });
        return;
      case "else if":
      case "else":
        this.#goOn(block, start);
        return;
      case "end":
        this.#closeBlock(block.of, start);
    }
  }

  /** `{{ else }}` and `{{ else if }}`: the open block takes other children from here. */
  #goOn(
    part: Exclude<ReturnType<typeof readBlock>, Block | undefined | { kind: "end" }>,
    start: number,
  ): void {
    const open = this.#top();
    const isElse = part.kind === "else";
    const code = isElse ? "invalid-else-placement" : "invalid-elseif-placement";
    const fits = open.kind === "if" || (isElse && open.kind === "for");
    if (!fits || open.node.otherwise !== undefined) {
      const where = isElse ? "an if or for block, once" : "an if block, before its else";
      throw this.#cursor.fault(
        code,
        `{{ ${part.kind} }} stands only in ${where}`,
        start,
        this.#cursor.at,
      );
    }
    open.children = [];
    if (part.kind === "else") open.node.otherwise = open.children;
    else if (open.kind === "if")
      open.node.branches.push({ test: part.test, children: open.children });
  }

  #closeBlock(kind: "if" | "for", start: number): void {
    const cursor = this.#cursor;
    const open = this.#top();
    if (open.kind !== kind) {
      throw cursor.fault(
        "unexpected-block-close",
        "Unexpected block closing tag",
        start,
        cursor.at,
      );
    }
    this.#frames.pop();
    open.node.end = cursor.at;
    trimBlock(open.node, cursor.text);
  }

  /** False where `<` is only text. */
  #tag(start: number): boolean {
    const cursor = this.#cursor;
    const closing = readCloseTag(cursor);
    if (closing !== undefined) {
      const open = this.#top();
      if (open.kind !== "tag" || open.node.name !== closing) {
        const message = `Unexpected closing tag for ${closing}`;
        throw cursor.fault("unexpected-tag-close", message, start, cursor.at);
      }
      open.node.end = cursor.at;
      this.#frames.pop();
      return true;
    }
    const opening = readOpenTag(cursor);
    if (opening === undefined) return false;
    const { name, attributes } = opening;
    const node = { kind: "tag" as const, name, attributes, children: [], start, end: cursor.at };
    this.#add(node);
    if (!opening.isClosed) this.#open({ kind: "tag", node, children: node.children });
    return true;
  }

  #open(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length > MAX_NESTING) {
      const message = `Tags and blocks may stand ${MAX_NESTING} deep in each other`;
      throw this.#cursor.fault("nesting-too-deep", message);
    }
  }

  #add(node: TemplateNode): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) {
      const message = `A prompt may have ${MAX_NODES} tags, blocks and texts`;
      throw this.#cursor.fault("prompt-too-large", message);
    }
    this.#top().children.push(node);
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? { kind: "prompt", children: this.#root };
  }
}

function childrenOf(block: Block): TemplateNode[] {
  return block.kind === "for" ? block.node.children : (block.node.branches[0]?.children ?? []);
}

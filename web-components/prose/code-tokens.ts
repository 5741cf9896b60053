import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

/** What a piece of code is, as far as it is told apart. */
export type CodeKind =
  | "added"
  | "comment"
  | "keyword"
  | "meta"
  | "name"
  | "number"
  | "property"
  | "removed"
  | "string";

/** A piece of code by its place, in UTF-16 units. Pieces follow each other and do not overlap. */
export interface CodeToken {
  readonly from: number;
  readonly to: number;
  readonly kind: CodeKind;
}

const LANGUAGES = {
  bash,
  cpp,
  css,
  diff,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  rust,
  shell,
  sql,
  typescript,
  xml,
  yaml,
};

/** Scopes of the highlighter by their first word. What has none looks like the rest. */
const KINDS: Readonly<Record<string, CodeKind>> = {
  addition: "added",
  attr: "property",
  attribute: "property",
  built_in: "name",
  bullet: "meta",
  code: "string",
  comment: "comment",
  deletion: "removed",
  doctag: "meta",
  keyword: "keyword",
  link: "string",
  literal: "number",
  meta: "meta",
  name: "keyword",
  number: "number",
  property: "property",
  quote: "comment",
  regexp: "string",
  section: "name",
  "selector-class": "property",
  "selector-id": "property",
  "selector-tag": "keyword",
  string: "string",
  symbol: "number",
  tag: "meta",
  "template-variable": "property",
  title: "name",
  type: "name",
  variable: "property",
};

/** Collects where each piece of a text begins and ends, in place of the highlighter's HTML. */
class Collector {
  readonly tokens: CodeToken[] = [];
  readonly #scopes: (CodeKind | undefined)[] = [];
  #end = 0;

  addText(text: string): void {
    const from = this.#end;
    this.#end += text.length;
    const kind = this.#scopes.at(-1);
    if (kind !== undefined && text !== "") this.tokens.push({ from, to: this.#end, kind });
  }

  /** A piece that has no kind of its own is what stands around it. */
  openNode(scope: string): void {
    this.#scopes.push(KINDS[scope.split(".", 1)[0] ?? ""] ?? this.#scopes.at(-1));
  }

  closeNode(): void {
    this.#scopes.pop();
  }

  startScope(scope: string): void {
    this.openNode(scope);
  }

  endScope(): void {
    this.closeNode();
  }

  /** Code within code, such as a script within a page. */
  __addSublanguage(inner: Collector): void {
    for (const { from, to, kind } of inner.tokens) {
      this.tokens.push({ from: this.#end + from, to: this.#end + to, kind });
    }
    this.#end += inner.#end;
  }

  finalize(): void {
    this.#scopes.length = 0;
  }

  toHTML(): string {
    return "";
  }
}

const start = performance.now();
for (const [name, language] of Object.entries(LANGUAGES)) {
  highlighter.registerLanguage(name, language);
}
highlighter.configure({ __emitter: Collector });
/** What it took to learn the languages, in milliseconds. The first code of one may take four times as long. */
export const LEARNED_MS: number = performance.now() - start;

/** The pieces of a code that are told apart; none where the language is not known. Never throws. */
export function codeTokens(code: string, language: string): readonly CodeToken[] {
  if (highlighter.getLanguage(language) === undefined) return [];
  const { _emitter } = highlighter.highlight(code, { language, ignoreIllegals: true });
  return _emitter instanceof Collector ? _emitter.tokens : [];
}

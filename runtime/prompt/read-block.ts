import { parseExpressionAt } from "acorn";

import type { Cursor } from "./cursor.ts";
import type { Expression } from "./expression.ts";
import { inBraces } from "./read-tag.ts";
import type { ForNode, IfNode } from "./template.ts";

/** A block as it opens. */
export type Block =
  | { readonly kind: "if"; readonly node: IfNode & { end: number } }
  | { readonly kind: "for"; readonly node: ForNode & { end: number } };

type BlockPart =
  | Block
  | { readonly kind: "else" }
  | { readonly kind: "else if"; readonly test: Expression }
  | { readonly kind: "end"; readonly of: "if" | "for" };

/** A word of the language, not the beginning of a variable's name such as `format`. */
const KEYWORD = /\s*(if|for|else(?:\s*if)?|endif|endfor)(?![\w$.[])/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;

/** Reads `if`, `for`, `else` and their ends behind `{{`. Undefined where an expression stands. */
export function readBlock(cursor: Cursor, start: number): BlockPart | undefined {
  const keyword = cursor.match(KEYWORD)?.[1];
  if (keyword === undefined) return undefined;
  switch (keyword) {
    case "if": {
      requireSpace(cursor);
      const branches = [{ test: inBraces(cursor), children: [] }];
      return {
        kind: "if",
        node: { kind: "if", branches, otherwise: undefined, start, end: cursor.at },
      };
    }
    case "for":
      return { kind: "for", node: readFor(cursor, start) };
    case "else":
      endBraces(cursor);
      return { kind: "else" };
    case "elseif": {
      const message = "'elseif' should be 'else if'";
      throw cursor.fault("invalid-elseif", message, cursor.at - keyword.length, cursor.at);
    }
    case "endif":
      endBraces(cursor);
      return { kind: "end", of: "if" };
    case "endfor":
      endBraces(cursor);
      return { kind: "end", of: "for" };
    default:
      requireSpace(cursor);
      return { kind: "else if", test: inBraces(cursor) };
  }
}

/** `for item, index in list }}` */
function readFor(cursor: Cursor, start: number): ForNode & { end: number } {
  requireSpace(cursor);
  const item = readName(cursor);
  cursor.skipSpace();
  const index = cursor.match(/,\s*/y) === undefined ? undefined : readName(cursor);
  cursor.skipSpace();
  cursor.expect("in");
  requireSpace(cursor);
  const list = inBraces(cursor);
  return {
    kind: "for",
    item,
    index,
    list,
    children: [],
    otherwise: undefined,
    start,
    end: cursor.at,
  };
}

function readName(cursor: Cursor): string {
  const start = cursor.at;
  const name = cursor.match(NAME)?.[0];
  if (name === undefined) {
    const message = "Expected the name of a variable, such as `item` in {{ for item in list }}";
    throw cursor.fault("unexpected-token", message, start, start + 1);
  }
  if (isVariable(name)) return name;
  const message = `'${name}' is a reserved word in JavaScript and cannot be used here`;
  throw cursor.fault("unexpected-reserved-word", message, start, cursor.at);
}

/** False for the words that no expression takes for a variable. */
function isVariable(name: string): boolean {
  try {
    return (
      parseExpressionAt(name, 0, { ecmaVersion: 2024, sourceType: "module" }).type === "Identifier"
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function requireSpace(cursor: Cursor): void {
  if (cursor.match(/\s+/y) !== undefined) return;
  throw cursor.fault("missing-whitespace", "Expected whitespace", cursor.at, cursor.at + 1);
}

function endBraces(cursor: Cursor): void {
  cursor.skipSpace();
  cursor.expect("}}");
}

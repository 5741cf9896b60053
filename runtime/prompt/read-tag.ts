import type { Cursor } from "./cursor.ts";
import { readExpression } from "./read-expression.ts";
import { TAG_NAMES, type Attribute, type AttributePart, type TagName } from "./template.ts";

/** A tag as it opens; `isClosed` for `<tag />`. */
export interface OpenTag {
  readonly name: TagName;
  readonly attributes: readonly Attribute[];
  readonly isClosed: boolean;
}

const OPENING = new RegExp(`<(${TAG_NAMES.join("|")})(?![\\w-])`, "y");
const CLOSING = new RegExp(`</(${TAG_NAMES.join("|")})(?=\\s*>)\\s*>`, "y");
const MAX_ATTRIBUTES = 100;

/** The opening tag that begins here. Undefined where the text is no tag of the language. */
export function readOpenTag(cursor: Cursor): OpenTag | undefined {
  const found = cursor.match(OPENING)?.[1];
  const name = TAG_NAMES.find((known) => known === found);
  if (name === undefined) return undefined;
  const attributes: Attribute[] = [];
  for (;;) {
    cursor.skipSpace();
    if (cursor.isAtEnd) throw cursor.fault("unexpected-eof", "Unexpected end of input");
    if (cursor.takes("/>")) return { name, attributes, isClosed: true };
    if (cursor.takes(">")) return { name, attributes, isClosed: false };
    attributes.push(readAttribute(cursor, attributes));
  }
}

/** The name of the closing tag that stands here. */
export function readCloseTag(cursor: Cursor): TagName | undefined {
  const found = cursor.match(CLOSING)?.[1];
  return TAG_NAMES.find((known) => known === found);
}

function readAttribute(cursor: Cursor, before: readonly Attribute[]): Attribute {
  const start = cursor.at;
  const name = cursor.match(/[^\s=/>"'{}]+/y)?.[0];
  if (name === undefined) {
    throw cursor.fault(
      "unexpected-token",
      "Expected '>' or the name of an attribute",
      start,
      start + 1,
    );
  }
  if (before.length >= MAX_ATTRIBUTES) {
    throw cursor.fault("too-many-attributes", `A tag may have ${MAX_ATTRIBUTES} attributes`, start);
  }
  if (before.some((attribute) => attribute.name === name)) {
    throw cursor.fault("duplicate-attribute", "Attributes need to be unique", start, cursor.at);
  }
  const value = cursor.match(/\s*=\s*/y) === undefined ? undefined : readValue(cursor);
  return { name, value, start, end: cursor.at };
}

function readValue(cursor: Cursor): AttributePart[] {
  const quote = cursor.match(/["']/y)?.[0];
  const text =
    quote === undefined ? /(?:[^\s>/{"'`]|\/(?!>)|\{(?!\{))+/y : TEXT_IN[quote === '"' ? 0 : 1];
  const parts: AttributePart[] = [];
  for (;;) {
    const data = cursor.match(text)?.[0];
    if (data !== undefined) parts.push({ kind: "text", data });
    else if (cursor.takes("{{")) parts.push({ kind: "expression", expression: inBraces(cursor) });
    else break;
  }
  if (quote !== undefined) cursor.expect(quote);
  else if (cursor.isAtEnd) throw cursor.fault("unexpected-eof", "Unexpected end of input");
  else if (parts.length === 0) {
    const message = "Expected value for the attribute";
    throw cursor.fault("missing-attribute-value", message, cursor.at, cursor.at + 1);
  }
  return parts;
}

/** What may stand between double, or single, quotes. */
const TEXT_IN = [/(?:[^"{]|\{(?!\{))+/y, /(?:[^'{]|\{(?!\{))+/y] as const;

/** The expression up to `}}`, behind `{{`. */
export function inBraces(cursor: Cursor): ReturnType<typeof readExpression> {
  cursor.skipSpace();
  const expression = readExpression(cursor.source, cursor.at);
  cursor.at = expression.end;
  cursor.skipSpace();
  cursor.expect("}}");
  return expression;
}

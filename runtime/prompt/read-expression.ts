import { parseExpressionAt, type Expression as JavaScript } from "acorn";

import { CompileError, ParseError, type PromptSource, type Span } from "./compile-error.ts";
import type { Expression } from "./expression.ts";
import { allowExpression } from "./allow-expression.ts";

/** Longer expressions are refused, which bounds what acorn's own recursion can be made to do. */
const MAX_EXPRESSION_CHARS = 4_000;
/** Brackets and prefix operators, each a round of acorn's recursion. */
const MAX_OPENINGS = 200;
const OPENINGS = /[([{!~?=]|\*\*|[+-]{1,2}|\b(?:typeof|void|delete|await|new)\b/g;

/** Reads the expression that begins at `at`; where it ends is its `end`. Throws CompileError. */
export function readExpression(source: PromptSource, at: number): Expression {
  const text = source.content.slice(at, at + MAX_EXPRESSION_CHARS);
  const close = text.indexOf("}}");
  refuseNesting(source, at, close === -1 ? text : text.slice(0, close));
  let read: JavaScript;
  try {
    read = parseExpressionAt(text, 0, {
      ecmaVersion: 2024,
      sourceType: "module",
      preserveParens: true,
    });
  } catch (error) {
    throw unreadable(error, source, at);
  }
  return allowExpression(
    read,
    (code, message, span) => {
      return new CompileError(code, message, source, shifted(span, at));
    },
    at,
  );
}

function refuseNesting(source: PromptSource, at: number, text: string): void {
  if ((text.match(OPENINGS)?.length ?? 0) <= MAX_OPENINGS) return;
  const message = `An expression may hold ${MAX_OPENINGS} brackets and operators; set variables for its parts`;
  throw new ParseError("expression-too-large", message, source, {
    start: at,
    end: at + text.length,
  });
}

/** The words of acorn without the position that it adds, for the error has its own. */
function unreadable(error: unknown, source: PromptSource, at: number): unknown {
  if (error instanceof RangeError) {
    const span = { start: at, end: at };
    return new ParseError("expression-too-large", "The expression nests too deeply", source, span);
  }
  if (!(error instanceof SyntaxError)) return error;
  const offset = "pos" in error && typeof error.pos === "number" ? error.pos : 0;
  const message = error.message.replace(/ \(\d+:\d+\)$/, "");
  const start = at + offset;
  if (offset >= MAX_EXPRESSION_CHARS - 1) {
    const words = `An expression may have ${MAX_EXPRESSION_CHARS} characters`;
    return new ParseError("expression-too-large", words, source, { start: at, end: start });
  }
  return new ParseError("parse-error", message, source, { start, end: start + 1 });
}

function shifted(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

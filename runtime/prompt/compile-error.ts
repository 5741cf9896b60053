import { AgentSdkError } from "#runtime/model/model-errors.ts";

/** Offsets in UTF-16 units; `end` is the first one after. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a prompt: lines and columns count from 1, characters from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly character: number;
}

/** The text of a prompt and the name by which references found it. */
export interface PromptSource {
  readonly path: string;
  readonly content: string;
}

/** What is wrong with a prompt and where. `code` is stable for programs, as PromptL names it. */
export class CompileError extends AgentSdkError {
  override name = "CompileError";
  readonly code: string;
  readonly path: string;
  readonly start: Position;
  readonly end: Position;

  constructor(code: string, message: string, source: PromptSource, span: Span) {
    super(message);
    this.code = code;
    this.path = source.path;
    this.start = positionAt(source.content, span.start);
    this.end = positionAt(source.content, span.end);
  }
}

/** The text is no PromptL: nothing of it can be read. */
export class ParseError extends CompileError {
  override name = "ParseError";
}

function positionAt(text: string, offset: number): Position {
  const character = Math.max(0, Math.min(offset, text.length));
  const before = text.slice(0, character);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: character - lineStart + 1, character };
}

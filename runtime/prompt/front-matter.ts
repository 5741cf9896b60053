import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

import { CompileError, type PromptSource, type Span } from "./compile-error.ts";
import type { Cursor } from "./cursor.ts";
import type { FrontMatter, Template } from "./template.ts";

const MAX_CONFIG_CHARS = 32 * 1024;
/** The YAML package takes time that grows with the square of these, and ends the process for the longest. */
const MAX_LINES = 1_500;
const MAX_BRACKETS = 500;
const MAX_INDENT = 200;
const MAX_MARKS_A_LINE = 50;
/** A thousand `?` inside each other take minutes. */
const MAX_COMPLEX_KEYS = 50;

/** The settings at a prompt's head, as they are written. */
export const PromptSettings = z.record(z.string(), z.unknown());
export type PromptSettings = z.infer<typeof PromptSettings>;

/** Takes the block between `---` lines where the prompt's first content would stand. */
export function readFrontMatter(cursor: Cursor): FrontMatter | undefined {
  const start = cursor.at;
  if (cursor.match(/---(?!-)/y) === undefined) return undefined;
  const yamlStart = cursor.at;
  const closing = /\n[ \t]*---(?!-)/g;
  closing.lastIndex = yamlStart;
  const found = closing.exec(cursor.text);
  if (found === null) {
    throw cursor.fault("unexpected-token", "Expected '---' but did not find it.", start);
  }
  const yaml = cursor.text.slice(yamlStart, found.index + found[0].length - 3);
  cursor.at = closing.lastIndex;
  return { yaml, yamlStart, block: { start, end: cursor.at } };
}

/** The settings of a prompt, as far as they can be read, and what is wrong with them. */
export function settingsOf(
  template: Template,
  source: PromptSource,
): { readonly config: PromptSettings; readonly errors: readonly CompileError[] } {
  const { frontMatter } = template;
  if (frontMatter === undefined) return { config: {}, errors: [] };
  const { yaml, yamlStart, block } = frontMatter;
  const fault = (message: string, span: Span): CompileError =>
    new CompileError("invalid-config", message, source, span);
  const excess = tooMuchIn(yaml);
  if (excess !== undefined) {
    return { config: {}, errors: [fault(`The configuration has ${excess}`, block)] };
  }
  const errors: CompileError[] = [];
  try {
    const document = parseDocument(yaml, { lineCounter: new LineCounter(), logLevel: "error" });
    for (const { message, pos } of document.errors) {
      errors.push(fault(message, { start: yamlStart + pos[0], end: yamlStart + pos[1] }));
    }
    // No aliases at all: a few lines of them can stand for gigabytes.
    const read = document.toJS({ maxAliasCount: 0 }) as unknown;
    const config = PromptSettings.safeParse(read ?? {});
    if (config.success) return { config: config.data, errors };
    const message = "The configuration must be a list of `name: value` lines";
    return { config: {}, errors: [...errors, fault(message, block)] };
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    const message = `The configuration cannot be read: ${error.message}`;
    return { config: {}, errors: [...errors, fault(message, block)] };
  }
}

/** What makes a text too costly to read as YAML, told without reading it. */
function tooMuchIn(yaml: string): string | undefined {
  const lines = yaml.split("\n");
  if (yaml.length > MAX_CONFIG_CHARS) return `more than ${MAX_CONFIG_CHARS} characters`;
  if (lines.length > MAX_LINES) return `more than ${MAX_LINES} lines`;
  if (countOf(yaml, /[[{]/g) > MAX_BRACKETS) return `more than ${MAX_BRACKETS} brackets`;
  if (countOf(yaml, /(?<=^|[\s[{,])\?(?=\s|$)/g) > MAX_COMPLEX_KEYS) {
    return `more than ${MAX_COMPLEX_KEYS} question marks on their own; quote the text they are in`;
  }
  if (lines.some((line) => line.length - line.trimStart().length > MAX_INDENT)) {
    return `a line that is indented by more than ${MAX_INDENT} characters`;
  }
  const isCrowded = (line: string): boolean => countOf(line, /(?<=^|\s)[-!&]/g) > MAX_MARKS_A_LINE;
  return lines.some(isCrowded) ? `more than ${MAX_MARKS_A_LINE} marks in a line` : undefined;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

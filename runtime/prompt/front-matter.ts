import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

import { CompileError, type PromptSource, type Span } from "./compile-error.ts";
import type { Cursor } from "./cursor.ts";
import type { FrontMatter, Template } from "./template.ts";
import { tooMuchYaml } from "./yaml-cost.ts";

/** The settings at a prompt's head, as they are written. */
export const PromptSettings = z.record(z.string(), z.unknown());
export type PromptSettings = z.infer<typeof PromptSettings>;

/** Takes the block between `---` lines where the prompt's first content would stand. */
export function readFrontMatter(cursor: Cursor): FrontMatter | undefined {
  const start = cursor.at;
  if (cursor.match(/---(?!-)/y) === undefined) return undefined;
  const yamlStart = cursor.at;
  const closing = /\r?\n[ \t]*---(?!-)/g;
  closing.lastIndex = yamlStart;
  const found = closing.exec(cursor.text);
  if (found === null) {
    throw cursor.fault("unexpected-token", "Expected '---' but did not find it.", start);
  }
  const yaml = cursor.text.slice(yamlStart, found.index);
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
  const excess = tooMuchYaml(yaml);
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

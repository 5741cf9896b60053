import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

import { tooMuchYaml } from "#runtime/prompt/yaml-cost.ts";
import type { AgentProblem } from "./agent-problem.ts";

export type ReadYaml<Value> =
  | { readonly ok: true; readonly value: Value; readonly lineOf: LineOf }
  | { readonly ok: false; readonly problems: readonly AgentProblem[] };

/**
 * The line of a field, or of the nearest one around it that the file has. A field is also found where the
 * short form has it, one level higher.
 */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined;

/** Reads a YAML text by a schema that may depend on what stands there; every problem says its line (S33). */
export function readYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schemaFor: (value: unknown) => Schema,
  firstLine = 1,
): ReadYaml<z.output<Schema>> {
  const excess = tooMuchYaml(text);
  if (excess !== undefined) {
    const fix = "put long texts into Markdown files beside it";
    return { ok: false, problems: [{ file, message: `It has ${excess}`, fix }] };
  }
  return readTrustedYaml(file, text, schemaFor, firstLine);
}

/** As `readYaml`, for a file of the operator: however much it holds, it is read. */
export function readTrustedYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schemaFor: (value: unknown) => Schema,
  firstLine = 1,
): ReadYaml<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "error" });
  const lineAt = (offset: number): number => lines.linePos(offset).line + firstLine - 1;
  const broken = document.errors.map(({ message, pos }) => ({
    file,
    line: lineAt(pos[0]),
    message: `It is not YAML: ${firstSentence(message)}`,
    fix: "correct it there",
  }));
  if (broken.length > 0) return { ok: false, problems: broken };
  const read = plain(document);
  if (!read.ok) return { ok: false, problems: [{ file, message: read.message, fix: NO_ALIAS }] };
  const lineOf: LineOf = (path) => {
    const isShort = path.length > 1 && !document.hasIn(path.slice(0, 1));
    const offset = offsetOf(document, isShort ? path.slice(1) : path);
    return offset === undefined ? undefined : lineAt(offset);
  };
  const parsed = schemaFor(read.value).safeParse(read.value);
  if (parsed.success) return { ok: true, value: parsed.data, lineOf };
  const problems = parsed.error.issues.flatMap((issue) => ofIssue(issue, file, lineOf));
  return { ok: false, problems };
}

const NO_ALIAS = "write out what an alias (*name) stands for";

function plain(document: Document): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }) as unknown };
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    return { ok: false, message: error.message };
  }
}

/** An unknown key is a problem of its own, where it stands. */
function ofIssue(issue: z.core.$ZodIssue, file: string, lineOf: LineOf): readonly AgentProblem[] {
  const at = (path: readonly PropertyKey[], message: string, fix: string): AgentProblem => {
    const line = lineOf(path);
    const field = path.map(String).join(".");
    return {
      file,
      ...(line !== undefined && { line }),
      ...(field !== "" && { field }),
      message,
      fix,
    };
  };
  if (issue.code !== "unrecognized_keys") {
    return [at(issue.path, issue.message, "correct it")];
  }
  const fix = "remove it, or correct its spelling";
  return issue.keys.map((key) => at([...issue.path, key], "There is no such field", fix));
}

/** Where a field's key stands, else its value, else what is around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const above = path.slice(0, length - 1);
    const around = above.length === 0 ? document.contents : document.getIn(above, true);
    const last = path[length - 1];
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined;
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    const node = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return document.contents?.range?.[0];
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

/** Without the copy of the text that the YAML package puts behind its message. */
function firstSentence(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}

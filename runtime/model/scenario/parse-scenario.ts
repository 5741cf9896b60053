import { parseDocument } from "yaml";
import type { z } from "zod";

import { Scenario } from "./scenario-file.ts";

/** Files larger than this are no scripts. */
const MAX_FILE_BYTES = 262_144;
const MAX_REPORTED_PROBLEMS = 5;
const SHOWN_VALUE_CHARS = 60;

/** A scenario file cannot be used; the message names the place, the value and the way to mend it. */
export class ScenarioError extends Error {
  override name = "ScenarioError";
}

/** Reads the YAML text of a scenario. Throws ScenarioError; `file` is for its message only. */
export function parseScenario(text: string, file: string): Scenario {
  const data = parseYaml(text, file);
  const scenario = Scenario.safeParse(data);
  if (scenario.success) return scenario.data;
  const problems = scenario.error.issues.map((issue) => describe(issue, data));
  const shown = problems.slice(0, MAX_REPORTED_PROBLEMS);
  const rest = problems.length - shown.length;
  throw new ScenarioError(
    [
      ...shown.map((problem) => `${file}: ${problem}`),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join("\n"),
  );
}

function parseYaml(text: string, file: string): unknown {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_FILE_BYTES) {
    throw new ScenarioError(
      `${file}: the file has ${bytes} bytes, which is over ${MAX_FILE_BYTES}: use generate for long texts`,
    );
  }
  try {
    const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
    const [error] = document.errors;
    if (error !== undefined) throw new ScenarioError(`${file}: ${firstLine(error.message)}`);
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    if (cause instanceof ScenarioError) throw cause;
    const reason = cause instanceof Error ? firstLine(cause.message) : String(cause);
    throw new ScenarioError(
      `${file}: the YAML cannot be read: ${reason}. Write repeated parts out, without anchors`,
      { cause },
    );
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

function describe(issue: z.core.$ZodIssue, data: unknown): string {
  const place = issue.path.reduce<string>(
    (path, key) => (typeof key === "number" ? `${path}[${key}]` : `${path}.${String(key)}`),
    "",
  );
  const name = place === "" ? "the file" : place.replace(/^\./, "");
  return `${name} is ${shownValue(valueAt(data, issue.path))}: ${fixFor(issue)}`;
}

function fixFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `write ${issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`}`;
    case "unrecognized_keys":
      return `remove ${issue.keys.map((key) => `"${key}"`).join(", ")}, which nothing reads`;
    case "invalid_value":
      return `write one of ${issue.values.map((value) => `"${String(value)}"`).join(", ")}`;
    case "too_small":
      return `at least ${issue.minimum} is needed`;
    case "too_big":
      return `at most ${issue.maximum} is possible`;
    default:
      return issue.message;
  }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function shownValue(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length > SHOWN_VALUE_CHARS ? `${text.slice(0, SHOWN_VALUE_CHARS)}…` : text;
}

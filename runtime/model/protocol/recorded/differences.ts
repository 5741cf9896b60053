import { isDeepStrictEqual } from "node:util";

import type { AnswerSummary } from "#runtime/model/answer-summary.ts";
import { parsedJson, textOf } from "#runtime/model/protocol/json-access.ts";
import type { ExpectedAnswer } from "./recording.ts";

/** Where an answer as we read it is not as expected, a line each; none where both say the same. */
export function differences(read: AnswerSummary, expected: ExpectedAnswer): readonly string[] {
  return [
    ...differs("text", read.text, expected.text),
    ...differs("reasoning", read.reasoning, expected.reasoning),
    ...differs("refusal", read.refusal, expected.refusal),
    ...differs("finish", read.finish, expected.finish),
    ...differs("usage", read.usage, expected.usage),
    ...differs("tool calls", callsOf(read, expected), expected.toolCalls.map(meaning)),
    ...errorDifferences(read, expected),
  ];
}

function differs(what: string, read: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(read, expected)) return [];
  return [`${what}: read ${shown(read)}, expected ${shown(expected)}`];
}

const SHOWN_CHARS = 400;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  const half = SHOWN_CHARS / 2;
  if (text.length <= SHOWN_CHARS) return text;
  return `${text.slice(0, half)} … ${text.slice(-half)} (${text.length} characters)`;
}

interface Call {
  readonly id: string | null;
  readonly name: string;
  readonly args: string;
}

function callsOf(read: AnswerSummary, expected: ExpectedAnswer): readonly unknown[] {
  return read.tool_calls.map((call, index) => {
    const id = expected.toolCalls[index]?.id === null ? null : call.id;
    return meaning({ id, name: call.name, args: call.arguments });
  });
}

/** White space and the order of members in arguments are the server's matter. */
function meaning({ id, name, args }: Call): unknown {
  return { id, name, args: parsedJson(args) ?? args };
}

function errorDifferences(read: AnswerSummary, expected: ExpectedAnswer): readonly string[] {
  const isTold =
    read.errors.length === expected.errors.length &&
    expected.errors.every((error, index) =>
      squeezed(read.errors[index]?.message ?? "").includes(saidIn(error)),
    );
  return isTold ? [] : differs("errors", read.errors, expected.errors);
}

/** The provider's own words in its error, as far as a message for a person quotes them. */
const QUOTED_CHARS = 120;
const MESSAGE = /"message": *("(?:[^"\\]|\\.)*")/;

function saidIn(error: string): string {
  const words = textOf(parsedJson(MESSAGE.exec(error)?.[1] ?? "")) ?? error;
  return squeezed(words).slice(0, QUOTED_CHARS).replace(/[.!]$/, "");
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

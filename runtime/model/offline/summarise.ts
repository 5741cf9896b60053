import type { ModelRequest } from "#runtime/model/driver.ts";

const MAX_LINES = 20;
const MAX_LINE_CHARS = 160;

/**
 * A summary without a mind: what the person asked and how each answer began, from the marked text that
 * is asked for. An earlier summary is taken over.
 */
export function summariseMarked({ messages }: ModelRequest): string {
  const text = messages.at(-1)?.content ?? "";
  const parts = text.split(/\n\n(?=\[)/).map((part) => {
    const [mark = "", ...lines] = part.split("\n");
    return { mark, text: lines.join("\n").trim() };
  });
  const before = parts.filter(({ mark }) => mark === "[earlier summary]").map((part) => part.text);
  const said = parts.flatMap(({ mark, text: words }) => {
    const who = SPEAKERS[mark];
    return who === undefined || words === "" ? [] : [`- ${who}: ${beginning(words)}`];
  });
  return [...before, ...said.slice(-MAX_LINES)].join("\n");
}

const SPEAKERS: Readonly<Record<string, string>> = {
  "[person]": "The person said",
  "[agent]": "The agent answered",
};

function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= MAX_LINE_CHARS ? line : `${line.slice(0, MAX_LINE_CHARS).toWellFormed()}…`;
}

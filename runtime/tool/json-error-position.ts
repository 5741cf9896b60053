type Expected =
  | "value"
  | "value_or_end"
  | "key"
  | "key_or_end"
  | "colon"
  | "comma_or_end"
  | "nothing";

const WHITE_SPACE = /[\t\n\r ]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

interface Reading {
  readonly text: string;
  readonly open: ("{" | "[")[];
  expected: Expected;
}

/** The index of the first character that makes a text no JSON, or undefined if it is JSON. */
export function jsonErrorPosition(text: string): number | undefined {
  const reading: Reading = { text, open: [], expected: "value" };
  let position = skip(WHITE_SPACE, text, 0);
  while (position < text.length) {
    const end = readToken(reading, position);
    if (end === undefined) return position;
    if (end < 0) return -end;
    position = skip(WHITE_SPACE, text, end);
  }
  return reading.expected === "nothing" ? undefined : text.length;
}

/** Where the token ends, the negative of where it breaks, or undefined if it may not stand here. */
function readToken(reading: Reading, start: number): number | undefined {
  const sign = reading.text.charAt(start);
  switch (sign) {
    case "}":
    case "]":
      return closes(reading, sign) ? start + 1 : undefined;
    case ",":
    case ":":
      return separates(reading, sign) ? start + 1 : undefined;
    default:
      return reading.expected.startsWith("key")
        ? readKey(reading, start)
        : readValue(reading, start);
  }
}

function readKey(reading: Reading, start: number): number | undefined {
  if (reading.text.charAt(start) !== '"') return undefined;
  reading.expected = "colon";
  return stringEnd(reading.text, start);
}

function readValue(reading: Reading, start: number): number | undefined {
  const { text, open, expected } = reading;
  if (!expected.startsWith("value")) return undefined;
  const first = text.charAt(start);
  if (first === "{" || first === "[") {
    open.push(first);
    reading.expected = first === "{" ? "key_or_end" : "value_or_end";
    return start + 1;
  }
  reading.expected = afterValue(reading);
  if (first === '"') return stringEnd(text, start);
  const end = skip(SCALAR, text, start);
  return end > start ? end : undefined;
}

function closes(reading: Reading, bracket: "}" | "]"): boolean {
  const isEmpty = reading.expected === (bracket === "}" ? "key_or_end" : "value_or_end");
  if (!isEmpty && reading.expected !== "comma_or_end") return false;
  if (reading.open.at(-1) !== (bracket === "}" ? "{" : "[")) return false;
  reading.open.pop();
  reading.expected = afterValue(reading);
  return true;
}

function separates(reading: Reading, mark: "," | ":"): boolean {
  if (reading.expected !== (mark === ":" ? "colon" : "comma_or_end")) return false;
  reading.expected = mark === "," && reading.open.at(-1) === "{" ? "key" : "value";
  return true;
}

function afterValue(reading: Reading): Expected {
  return reading.open.length === 0 ? "nothing" : "comma_or_end";
}

/** Where a string ends, or the negative of the character that breaks it. */
function stringEnd(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length) {
    const character = text.charAt(position);
    if (character === '"') return position + 1;
    if (character < " ") return -position;
    const next = character === "\\" ? skip(ESCAPE, text, position) : position + 1;
    if (next === position) return -position;
    position = next;
  }
  return -text.length;
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

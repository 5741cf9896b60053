/** The YAML package takes time that grows with the square of these, and ends the process for the longest. */
const MAX_LINES = 1_500;
const MAX_BRACKETS = 500;
const MAX_INDENT = 200;
const MAX_MARKS_A_LINE = 50;
/** A thousand `?` inside each other take minutes. */
const MAX_COMPLEX_KEYS = 50;
const MAX_CHARS = 32 * 1024;

/** What makes a text too costly to read as YAML, told without reading it. */
export function tooMuchYaml(yaml: string): string | undefined {
  const lines = yaml.split("\n");
  if (yaml.length > MAX_CHARS) return `more than ${MAX_CHARS} characters`;
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

/** What a running call said last, for a person who watches; its result has all of it. */
export interface OutputTail {
  readonly text: string;
  /** A command's own output, once there is some, takes the place of the tool's remarks. */
  readonly of: "progress" | "output";
}

const TAIL_LINES = 6;
const LINE_MAX_CHARS = 200;

/** The tail after one more remark, on a line of its own. */
export function withRemark(tail: OutputTail | undefined, remark: string): OutputTail | undefined {
  if (tail?.of === "output" || remark === "") return tail;
  return { text: newest(`${tail?.text ?? ""}${remark}\n`), of: "progress" };
}

/** The tail after one more piece of output, which may begin and end within a line. */
export function withOutput(tail: OutputTail | undefined, piece: string): OutputTail {
  const before = tail?.of === "output" ? tail.text : "";
  return { text: newest(before + piece), of: "output" };
}

/** The newest lines that say something, at most `most` of them, each cut to one that can be read. */
export function tailLines({ text }: OutputTail, most = TAIL_LINES): readonly string[] {
  return text
    .split("\n")
    .map((line) => lastWriting(line).slice(0, LINE_MAX_CHARS))
    .filter((line) => line !== "")
    .slice(-most);
}

/** Bounded by lines and by characters: a line without an end grows no further. */
function newest(text: string): string {
  const lines = text.slice(-2 * TAIL_LINES * LINE_MAX_CHARS).split("\n");
  return lines.slice(-TAIL_LINES - 1).join("\n");
}

/** A carriage return writes a line anew, as progress bars do. */
function lastWriting(line: string): string {
  return line.trimEnd().split("\r").at(-1) ?? "";
}

import { clearLine, cursorTo } from "node:readline";
import { styleText } from "node:util";

import type { Paper } from "./run-printer.ts";
import { firstLine } from "./terminal-text.ts";
import { WordWrap, wrapWords } from "./word-wrap.ts";

/** What is cut is cut to this where the terminal is wider, or nobody sees it. */
const MAX_LINE_CHARS = 100;
const USUAL_COLUMNS = 80;
/** Beyond these, what is held back is said although a question stands. */
const MAX_HELD = 1_000;
const STYLES = { plain: "reset", quiet: "dim", bad: "red" } as const;

type Screen = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

/**
 * The streams of a terminal's command as paper. On a screen lines break between words, and a line about what goes on
 * stands until something else is said; elsewhere every word stays as it came, and nothing passes.
 */
export class TerminalPaper implements Paper {
  readonly #answers: Screen | undefined;
  readonly #notes: NodeJS.WriteStream;
  readonly #wrap: WordWrap;
  #isPassing = false;
  #isAsking = false;
  readonly #held: (() => void)[] = [];

  /** Without `answers`, answers are not shown. */
  constructor({ answers, notes }: { answers: Screen | undefined; notes: NodeJS.WriteStream }) {
    this.#answers = answers;
    this.#notes = notes;
    this.#wrap = new WordWrap(() => answers?.columns ?? USUAL_COLUMNS);
  }

  /** How long a line may be that stands for more. */
  get lineChars(): number {
    return this.#notes.isTTY ? Math.min(this.#columns(), MAX_LINE_CHARS) : MAX_LINE_CHARS;
  }

  answer(text: string): void {
    if (this.#answers === undefined || this.#holdsBack(() => this.answer(text))) return;
    const shown = this.#answers.isTTY ? this.#wrap.push(text) : text;
    if (shown === "") return;
    this.#takeBack();
    this.#answers.write(shown);
  }

  note(line: string, tone: keyof typeof STYLES): void {
    if (this.#holdsBack(() => this.note(line, tone))) return;
    this.#takeBack();
    const stream = this.#notes;
    const shown = stream.isTTY ? wrapWords(line, this.#columns()) : line;
    stream.write(`${styleText(STYLES[tone], shown, { stream })}\n`);
  }

  passing(line: string): void {
    const stream = this.#notes;
    if (!stream.isTTY || this.#isAsking) return;
    this.#takeBack();
    if (line === "") return;
    stream.write(styleText("dim", firstLine(`… ${line}`, this.lineChars - 1), { stream }));
    this.#isPassing = true;
  }

  /** Says nothing until the question is settled, which would be written over: it is said then. */
  async asking<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    this.#takeBack();
    this.#isAsking = this.#notes.isTTY;
    try {
      return await question();
    } finally {
      this.#isAsking = false;
      for (const say of this.#held.splice(0)) say();
    }
  }

  #holdsBack(say: () => void): boolean {
    if (!this.#isAsking || this.#held.length >= MAX_HELD) return false;
    this.#held.push(say);
    return true;
  }

  #takeBack(): void {
    if (!this.#isPassing) return;
    this.#isPassing = false;
    cursorTo(this.#notes, 0);
    clearLine(this.#notes, 0);
  }

  #columns(): number {
    return this.#notes.columns;
  }
}

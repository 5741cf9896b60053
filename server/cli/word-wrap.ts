/** Lines that a terminal may break as it likes: tables and fences keep their words where they are. */
const KEPT = /^\s*(?:\||```|~~~)/;
const FENCE = /^\s*(?:```|~~~)/;
const LEAD = /^(?:[-*+>]|\d{1,3}[.)])$/;
/** Takes two columns of a terminal. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60])$/u;
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** How many columns of a terminal a text takes; close, since terminals differ on what is rare. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += UNSEEN.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return width;
}

/** A whole text, broken between words. */
export function wrapWords(text: string, columns: number): string {
  const wrap = new WordWrap(() => columns);
  return wrap.push(text) + wrap.flush();
}

/**
 * Breaks text between words as it comes in pieces. Owns the line that is being written: a word is given once it is
 * whole; what follows a list's mark or a quote's goes on under its first word; code and tables stay as they are.
 */
export class WordWrap {
  readonly #columns: () => number;
  /** What stands on the line of the source, as far as it was given. */
  #line = "";
  #column = 0;
  #spaces = "";
  #word = "";
  #hang = "";
  /** Whether what comes belongs to a word that is longer than a line, which the terminal breaks. */
  #isWithinWord = false;
  #isFenced = false;

  constructor(columns: () => number) {
    this.#columns = columns;
  }

  /** What can be shown now. */
  push(text: string): string {
    let shown = "";
    for (const sign of text) {
      if (sign === "\n") {
        shown += `${this.flush()}\n`;
        if (FENCE.test(this.#line)) this.#isFenced = !this.#isFenced;
        this.#line = this.#hang = "";
        this.#column = 0;
        this.#isWithinWord = false;
      } else if (sign === " " || sign === "\t") {
        shown += this.#takeWord();
        this.#isWithinWord = false;
        this.#spaces += sign;
      } else {
        this.#word += sign;
        if (this.#word.length <= this.#columns()) continue;
        shown += this.#takeWord();
        this.#isWithinWord = true;
      }
    }
    return shown;
  }

  /** What was held back of the line. */
  flush(): string {
    const rest = this.#takeWord() + this.#spaces;
    this.#spaces = "";
    return rest;
  }

  #takeWord(): string {
    const word = this.#word;
    if (word === "") return "";
    const spaces = this.#spaces;
    this.#word = this.#spaces = "";
    const isFirst = this.#line.trim() === "";
    this.#line += spaces + word;
    const end = this.#column + widthOf(spaces + word);
    if (isFirst || this.#isWithinWord || this.#isKept() || end <= this.#columns()) {
      if (isFirst || this.#isLead(word)) this.#hang = hangOf(this.#line, word);
      this.#column = end <= this.#columns() ? end : end % this.#columns();
      return spaces + word;
    }
    this.#column = widthOf(this.#hang + word) % this.#columns();
    return `\n${this.#hang}${word}`;
  }

  #isKept(): boolean {
    return this.#isFenced || KEPT.test(this.#line);
  }

  /** A mark that follows nothing but marks, as in a list of a quote. */
  #isLead(word: string): boolean {
    return (
      LEAD.test(word) &&
      this.#line
        .trim()
        .split(/\s+/)
        .every((mark) => LEAD.test(mark))
    );
  }
}

/** What stands before the lines that a line is broken into. */
function hangOf(line: string, first: string): string {
  const indent = line.slice(0, line.length - first.length);
  const blank = indent.replaceAll(/[^>\s]/g, " ");
  if (first === ">") return `${blank}> `;
  return LEAD.test(first) ? blank + " ".repeat(first.length + 1) : blank;
}

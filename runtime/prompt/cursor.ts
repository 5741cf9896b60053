import { ParseError, type PromptSource } from "./compile-error.ts";

/** A place in the text that is being read, and the errors that point at it. */
export class Cursor {
  readonly source: PromptSource;
  at = 0;

  constructor(source: PromptSource) {
    this.source = source;
  }

  get text(): string {
    return this.source.content;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** True and past it if the text goes on with these characters. */
  takes(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (this.takes(expected)) return;
    if (this.isAtEnd) {
      throw this.fault(
        "unexpected-eof",
        `Unexpected EOF. Expected '${expected}' but did not find it.`,
      );
    }
    throw this.fault("unexpected-token", `Expected '${expected}' but did not find it.`);
  }

  /** The text that a sticky pattern matches here; past it if there is any. */
  match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  fault(code: string, message: string, start = this.at, end = this.text.length): ParseError {
    return new ParseError(code, message, this.source, { start, end });
  }
}

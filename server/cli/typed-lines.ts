import { createInterface, type Interface } from "node:readline";

/** Lines that wait to be asked for; beyond them the input is held back. */
const MAX_WAITING_LINES = 100;

interface Asking {
  readonly answer: (line: string | undefined) => void;
}

/** What a person types, or a script sends, a line at a time; each line answers one question. */
export class TypedLines {
  readonly #reader: Interface;
  readonly #isTerminal: boolean;
  readonly #waiting: string[] = [];
  #asking: Asking | undefined;
  #isOver = false;

  /** `interrupted` hears of Ctrl-C, which a terminal in raw mode sends as a key. */
  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream, interrupted: () => void) {
    this.#isTerminal = input.isTTY && output.isTTY;
    const shown = this.#isTerminal ? { output, terminal: true } : { terminal: false };
    this.#reader = createInterface({ input, ...shown });
    this.#reader.on("line", (line) => this.#take(line));
    this.#reader.on("close", () => this.#end());
    this.#reader.on("SIGINT", interrupted);
  }

  /** The next line; undefined at the end of the input and once the signal says that nobody asks any more. */
  async ask(question: string, signal?: AbortSignal): Promise<string | undefined> {
    if (signal?.aborted === true) return undefined;
    const line = this.#waiting.shift();
    if (line !== undefined) {
      if (!this.#isOver) this.#reader.resume();
      return line;
    }
    if (this.#isOver) return undefined;
    return new Promise((resolve) => {
      const leave = (): void => {
        this.#takeBack();
        asking.answer(undefined);
      };
      const asking: Asking = {
        answer: (answer) => {
          signal?.removeEventListener("abort", leave);
          if (this.#asking === asking) this.#asking = undefined;
          resolve(answer);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#asking = asking;
      if (!this.#isTerminal) return;
      this.#reader.setPrompt(question);
      this.#reader.prompt(true);
    });
  }

  close(): void {
    this.#reader.close();
  }

  /** The question leaves the screen; what was typed stays, for the next one. */
  #takeBack(): void {
    if (!this.#isTerminal) return;
    this.#reader.setPrompt("");
    this.#reader.prompt(true);
    if (this.#reader.line !== "") process.stdout.write("\n");
  }

  #take(line: string): void {
    if (this.#asking !== undefined) return this.#asking.answer(line);
    this.#waiting.push(line);
    if (this.#waiting.length >= MAX_WAITING_LINES) this.#reader.pause();
  }

  #end(): void {
    this.#isOver = true;
    this.#asking?.answer(undefined);
  }
}

import type { ToolState } from "#runtime/event/uar-event.ts";
import type { ShownMessage } from "./lane-message.ts";
import { firstLine, terminalText } from "./terminal-text.ts";

/** Where the two kinds of text go: what an agent says, and what is said about its work, a line each. */
export interface Paper {
  /** How long a line may be that stands for more. */
  readonly lineChars: number;
  answer(text: string): void;
  note(line: string, tone: "plain" | "quiet" | "bad"): void;
  /** What goes on, until something else is said; an empty line takes it back. */
  passing(line: string): void;
}

const MAX_REASON_CHARS = 300;
/** Every other state of a call is the reason why it failed. */
const UNFAILED: ReadonlySet<string> = new Set<ToolState>([
  "writing",
  "queued",
  "waiting_approval",
  "outcome_unknown",
  "running",
  "done",
]);

/** Puts what a run says on paper as it comes: words as they are, calls and failures as lines between them. */
export class RunPrinter {
  readonly #paper: Paper;
  readonly #begun = new Set<string>();
  readonly #sources: string[] = [];
  #isMidLine = false;

  constructor(paper: Paper) {
    this.#paper = paper;
  }

  show(message: ShownMessage): void {
    switch (message.lane) {
      case "tokens":
        return this.#words(message.data);
      case "tools":
        return this.#call(message.data);
      case "citations":
        return this.#cite(message.data);
      case "errors": {
        const { message: text, hint } = message.data;
        return this.note(`✗ ${hint === undefined ? text : `${text}. ${hint}`}`, "bad");
      }
      case "status":
        return this.#status(message.data);
      case "approvals":
    }
  }

  /** A line of its own, also in the midst of an answer. */
  note(line: string, tone: "plain" | "quiet" | "bad" = "quiet"): void {
    this.end();
    this.#paper.note(terminalText(line), tone);
  }

  /** Ends the line and takes back what still goes on: for a reader who leaves before the end. */
  end(): void {
    if (this.#isMidLine) this.#paper.answer("\n");
    this.#isMidLine = false;
    this.#paper.passing("");
  }

  #words({ text, discard }: Extract<ShownMessage, { lane: "tokens" }>["data"]): void {
    if (discard !== undefined) this.note("↻ The answer begins anew");
    if (text === "") return;
    this.#paper.answer(terminalText(text));
    this.#isMidLine = !text.endsWith("\n");
  }

  #call(call: Extract<ShownMessage, { lane: "tools" }>["data"]): void {
    const { call_id, state, name, arguments: args, content = "", error } = call;
    if (state === "running" && name !== undefined && !this.#begun.has(call_id)) {
      this.#begun.add(call_id);
      this.note(firstLine(`◆ ${name} ${JSON.stringify(args ?? {})}`, this.#paper.lineChars));
      return;
    }
    if (state === "done") this.note(firstLine(`✓ ${name ?? ""} ${content}`, this.#paper.lineChars));
    if (UNFAILED.has(state)) return;
    const why = error?.message ?? state;
    this.note(firstLine(`✗ ${name ?? "The call"}: ${why}`, MAX_REASON_CHARS), "bad");
  }

  #cite(source: Extract<ShownMessage, { lane: "citations" }>["data"]): void {
    const { index, path, url, title, start_line } = source;
    const place = path ?? url ?? title ?? "";
    this.#sources.push(`[${index}] ${place}${start_line === undefined ? "" : `:${start_line}`}`);
  }

  #status({ status, title = "", detail, done }: Extract<ShownMessage, { lane: "status" }>["data"]) {
    if (status === "warning") this.note(detail === undefined ? title : `${title}. ${detail}`);
    if (done !== true) {
      if (!this.#isMidLine && status === "running") this.#paper.passing(title);
      return;
    }
    for (const source of this.#sources) this.note(source);
    this.end();
    if (status === "cancelled") this.note("■ Stopped");
  }
}

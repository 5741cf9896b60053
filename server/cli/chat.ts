import { z } from "zod";

import { askContent, askDecision, questionAbout } from "./answer-action.ts";
import { chosenAgent, connect, type ConnectFlags, type Connection } from "./connect.ts";
import { EXIT } from "./exit-codes.ts";
import { goOnCommand } from "./go-on-command.ts";
import type { AskedApproval, ShownMessage } from "./lane-message.ts";
import { RunPrinter } from "./run-printer.ts";
import { TerminalPaper } from "./terminal-paper.ts";
import { TypedLines } from "./typed-lines.ts";
import { RefusedError } from "./uar-client.ts";

export interface ChatFlags extends ConnectFlags {
  readonly model?: string;
  readonly session?: string;
}

/** As much of `get_session` as a chat goes on from. */
const SessionRead = z.object({
  title: z.string(),
  runs: z.array(z.object({ run_id: z.string(), status: z.string() })),
});
const ENDED: ReadonlySet<string> = new Set([
  "completed",
  "failed",
  "cancelled",
  "timed_out",
  "lost",
]);

const HELP = `/new begins another session, /model NAME and /agent ID choose for what comes, /quit leaves.
A line that ends with \\ goes on with the next one. Ctrl-C stops the answer, and leaves where there is none.`;

/** `uar chat`: talks until the person leaves. Rejects as `connect` does, and with RefusedError for a session that is not there. */
export async function chat(flags: ChatFlags): Promise<number> {
  const connection = await connect(flags, process.env);
  const talk = new Chat(connection, flags);
  try {
    return await talk.hold();
  } finally {
    talk.close();
    await connection.close();
  }
}

/** One chat in a terminal. */
class Chat {
  readonly #connection: Connection;
  readonly #lines: TypedLines;
  readonly #leaving = new AbortController();
  readonly #flags: ChatFlags;
  readonly #paper = new TerminalPaper({ answers: process.stdout, notes: process.stdout });
  readonly #interrupt = (): void => this.#interrupted();
  #options: { readonly agent?: string; readonly model?: string };
  #session: string | undefined;
  #running: { readonly run_id: string; isStopping: boolean } | undefined;
  /** The code of the newest run that ended. */
  #code: number = EXIT.completed;

  constructor(connection: Connection, flags: ChatFlags) {
    const { model, session } = flags;
    this.#connection = connection;
    this.#options = { ...chosenAgent(flags), ...(model && { model }) };
    this.#session = session;
    this.#flags = flags;
    this.#lines = new TypedLines(process.stdin, process.stdout, this.#interrupt);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, this.#interrupt);
    }
  }

  async hold(): Promise<number> {
    const { url } = this.#connection;
    this.#say(
      url === undefined ? "In this process. /help tells more." : `At ${url}. /help tells more.`,
    );
    if (this.#session !== undefined) await this.#takeUp(this.#session);
    while (!this.#leaving.signal.aborted) {
      const message = await this.#message();
      if (message === undefined) break;
      if (message.startsWith("/")) this.#command(message);
      else if (message !== "") await this.#ask(message);
    }
    if (this.#session !== undefined && this.#flags.memory !== false) {
      this.#say(`Go on with: ${goOnCommand(this.#session, this.#flags)}`);
    }
    return this.#code;
  }

  close(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.off(signal, this.#interrupt);
    }
    this.#lines.close();
  }

  /** Shows what the session has under way. */
  async #takeUp(session_id: string): Promise<void> {
    const { client } = this.#connection;
    const read = await client.control("get_session", { session_id });
    const { title, runs } = SessionRead.parse(read);
    this.#say(`${title || session_id}, ${runs.length} ${runs.length === 1 ? "run" : "runs"}`);
    const open = runs.find(({ status }) => !ENDED.has(status));
    if (open === undefined) return;
    await this.#connection.resume(session_id);
    await this.#follow(open.run_id, `/runs/${open.run_id}/lanes`);
  }

  /** The next message, of as many lines as it has. */
  async #message(): Promise<string | undefined> {
    const lines: string[] = [];
    for (;;) {
      const prompt = lines.length === 0 ? "› " : "… ";
      const line = await this.#lines.ask(prompt, this.#leaving.signal);
      if (line === undefined) return lines.length === 0 ? undefined : lines.join("\n");
      if (!line.endsWith("\\")) return [...lines, line].join("\n").trim();
      lines.push(line.slice(0, -1));
    }
  }

  #command(line: string): void {
    const [name = "", ...words] = line.split(/\s+/);
    const value = words.join(" ");
    switch (name) {
      case "/new":
        this.#session = undefined;
        return this.#say("The next message begins a session");
      case "/model":
      case "/agent":
        return this.#choose(name === "/model" ? "model" : "agent", value);
      case "/quit":
        return this.#leaving.abort();
      default:
        return this.#say(HELP);
    }
  }

  #choose(what: "model" | "agent", value: string): void {
    const { [what]: _, ...others } = this.#options;
    this.#options = value === "" ? others : { ...others, [what]: value };
    this.#say(value === "" ? `The default ${what} answers from now on` : `From now on ${value}`);
  }

  /** What the server refuses is said, and the person may try otherwise. */
  async #ask(message: string): Promise<void> {
    const session = this.#session === undefined ? {} : { session_id: this.#session };
    try {
      const turn = await this.#connection.client.chat({ message, ...session, ...this.#options });
      this.#session = turn.session_id;
      await this.#follow(turn.run_id, turn.stream_url);
    } catch (cause) {
      if (!(cause instanceof RefusedError)) throw cause;
      this.#code = EXIT.usage;
      this.#say(cause.message, "bad");
    }
  }

  async #follow(run_id: string, address: string): Promise<void> {
    this.#running = { run_id, isStopping: false };
    const printer = new RunPrinter(this.#paper);
    const questions = new Questions((asked, signal) => this.#decide(asked, printer, signal));
    const signal = AbortSignal.any([this.#leaving.signal, questions.failed]);
    try {
      for await (const message of this.#connection.client.lanes(address, signal)) {
        printer.show(message);
        questions.hear(message);
        if (message.lane === "status" && message.data.done)
          this.#code = codeOf(message.data.status);
      }
    } catch (cause) {
      if (!this.#leaving.signal.aborted) throw cause;
    } finally {
      this.#running = undefined;
      await questions.close();
      printer.end();
      // Tells an answer from the next question.
      if (process.stdout.isTTY) process.stdout.write("\n");
    }
  }

  async #decide(asked: AskedApproval, printer: RunPrinter, signal: AbortSignal): Promise<void> {
    printer.note(questionAbout(asked), "plain");
    const decision = await this.#paper.asking(() => askDecision(asked, this.#lines, signal));
    const content =
      decision === "answer"
        ? await this.#paper.asking(() => askContent(asked, this.#lines, signal))
        : {};
    if (decision === undefined || content === undefined) {
      if (this.#leaving.signal.aborted) return;
      if (signal.aborted) return printer.note("The question no longer stands");
      this.#code = EXIT.needsApproval;
      return this.#leaving.abort();
    }
    const { action_id, arguments_hash } = asked;
    try {
      const told = decision === "answer" && { content };
      const answer = { action_id, decision, arguments_hash, ...told };
      await this.#connection.client.control("respond_action", answer);
    } catch (cause) {
      if (!(cause instanceof RefusedError)) throw cause;
      printer.note(cause.message, "bad");
      if (decision === "answer" && !signal.aborted) await this.#decide(asked, printer, signal);
    }
  }

  #say(line: string, tone: "quiet" | "bad" = "quiet"): void {
    this.#paper.note(line, tone);
  }

  /** The first time what runs is stopped; the second time, or where nothing runs, the person leaves. */
  #interrupted(): void {
    const running = this.#running;
    if (running === undefined || running.isStopping) return this.#leaving.abort();
    running.isStopping = true;
    this.#paper.passing("Stopping");
    this.#connection.client
      .control("interrupt_turn", { run_id: running.run_id })
      .catch((error: unknown) =>
        this.#say(error instanceof Error ? error.message : String(error), "bad"),
      );
  }
}

/** Asks one question after the other, and takes those back that were answered elsewhere. */
class Questions {
  readonly #decide: (asked: AskedApproval, signal: AbortSignal) => Promise<void>;
  readonly #open = new Map<string, AbortController>();
  readonly #failing = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(decide: (asked: AskedApproval, signal: AbortSignal) => Promise<void>) {
    this.#decide = decide;
  }

  /** Aborted with the reason why a question could not be asked or answered. */
  get failed(): AbortSignal {
    return this.#failing.signal;
  }

  hear({ lane, data }: ShownMessage): void {
    if (lane !== "approvals") return;
    const { action_id } = data;
    if (data.state === "resolved") return this.#open.get(action_id)?.abort();
    const elsewhere = new AbortController();
    this.#open.set(action_id, elsewhere);
    this.#last = this.#last.then(async () => {
      if (!elsewhere.signal.aborted) await this.#decide(data, elsewhere.signal);
      this.#open.delete(action_id);
    });
    this.#last = this.#last.catch((cause: unknown) => this.#failing.abort(cause));
  }

  async close(): Promise<void> {
    for (const open of this.#open.values()) open.abort();
    await this.#last;
  }
}

function codeOf(status: string): number {
  if (status === "completed") return EXIT.completed;
  return status === "cancelled" ? EXIT.cancelled : EXIT.failed;
}

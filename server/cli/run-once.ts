import { text } from "node:stream/consumers";

import { chosenAgent, connect, type ConnectFlags, type Connection } from "./connect.ts";
import { EXIT } from "./exit-codes.ts";
import { goOnCommand } from "./go-on-command.ts";
import type { AskedApproval } from "./lane-message.ts";
import { RunPrinter } from "./run-printer.ts";
import { TerminalPaper } from "./terminal-paper.ts";
import { terminalText } from "./terminal-text.ts";
import { RefusedError, type RunDocument, type Turn } from "./uar-client.ts";

export interface RunFlags extends ConnectFlags {
  readonly output: "text" | "json";
  readonly model?: string;
  readonly session?: string;
  /** Whether every call that asks is allowed, each once. */
  readonly yes?: boolean;
}

/** The prompt is missing. */
export class EmptyPromptError extends Error {
  override name = "EmptyPromptError";
}

/**
 * `uar run`: one message, its answer, and the exit code that says how it went. Throws EmptyPromptError and
 * RangeError for what does not fit, RefusedError and UnreachableError as the client does.
 */
export async function runOnce(given: string, flags: RunFlags): Promise<number> {
  const message = given === "-" ? await text(process.stdin) : given;
  if (message.trim() === "") throw new EmptyPromptError("the prompt is empty, give some words");
  const connection = await connect(flags, process.env);
  try {
    return await ask(message, flags, connection);
  } finally {
    await connection.close();
  }
}

async function ask(message: string, flags: RunFlags, connection: Connection): Promise<number> {
  const { client } = connection;
  const { session, model } = flags;
  const turn = await client.chat({
    message,
    ...(session !== undefined && { session_id: session }),
    ...chosenAgent(flags),
    ...(model !== undefined && { model }),
  });
  const unhook = stopOnSignal(connection, turn);
  try {
    const isWaiting = await follow(turn, flags, connection);
    const run = await client.run(turn.run_id);
    write(run, flags);
    return isWaiting ? EXIT.needsApproval : exitCodeOf(run);
  } finally {
    unhook();
  }
}

/** Reads the run to its end, or to a question that nobody here answers. */
async function follow(turn: Turn, flags: RunFlags, { client }: Connection): Promise<boolean> {
  const printer = new RunPrinter(paperFor(flags));
  for await (const message of client.lanes(turn.stream_url, new AbortController().signal)) {
    printer.show(message);
    if (message.lane !== "approvals" || message.data.state !== "required") continue;
    if (message.data.question !== undefined) {
      printer.note(`${message.data.tool} asks: ${message.data.prompt}`, "plain");
      printer.note("Declined, for nobody is here to answer", "plain");
      await decline(message.data, client);
      continue;
    }
    if (flags.yes !== true || !message.data.decisions.includes("allow_once")) {
      printer.note(`? ${message.data.tool} waits: ${message.data.prompt}`, "plain");
      printer.note(`Answer it with: ${goOnCommand(turn.session_id, flags)}`, "plain");
      return true;
    }
    await allow(message.data, client);
  }
  return false;
}

/** Somebody else may have answered first. */
async function allow(asked: AskedApproval, client: Connection["client"]): Promise<void> {
  const { action_id, arguments_hash } = asked;
  try {
    await client.control("respond_action", { action_id, decision: "allow_once", arguments_hash });
  } catch (cause) {
    if (!(cause instanceof RefusedError)) throw cause;
  }
}

/** A server's question finds no person here; the log says why it was declined. */
async function decline({ action_id }: AskedApproval, client: Connection["client"]): Promise<void> {
  const reason = "Nobody is there to answer";
  try {
    await client.control("respond_action", { action_id, decision: "decline", reason });
  } catch (cause) {
    if (!(cause instanceof RefusedError)) throw cause;
  }
}

/** The first signal stops the run, whose end is then awaited; the second one leaves at once. */
function stopOnSignal({ client }: Connection, { run_id }: Turn): () => void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(EXIT.cancelled);
    isStopping = true;
    client.control("interrupt_turn", { run_id }).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
}

/** What is read by a program is written once it is known to stand. */
function paperFor({ output }: RunFlags): TerminalPaper {
  const isLive = output === "text" && process.stdout.isTTY;
  return new TerminalPaper({
    answers: isLive ? process.stdout : undefined,
    notes: process.stderr,
  });
}

function write(run: RunDocument, { output }: RunFlags): void {
  const { stdout } = process;
  if (output === "json") stdout.write(`${JSON.stringify(run, undefined, 2)}\n`);
  else if (!stdout.isTTY && run.text !== "") stdout.write(`${terminalText(run.text)}\n`);
}

function exitCodeOf({ status }: RunDocument): number {
  if (status === "completed") return EXIT.completed;
  return status === "cancelled" ? EXIT.cancelled : EXIT.failed;
}

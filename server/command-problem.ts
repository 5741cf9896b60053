import { CommandError, type CommandErrorCode } from "#runtime/control/command.ts";
import { LogBusyError, LogCorruptError, LogDeadError } from "#runtime/log/port.ts";
import { isReadFault } from "#runtime/log/read-fault.ts";
import { ProblemError } from "./security/problem.ts";

const STATUS = {
  unknown_command: 404,
  not_found: 404,
  invalid_input: 422,
  conflict: 409,
  read_only: 409,
  unavailable: 503,
} as const satisfies Record<CommandErrorCode, number>;

const TITLES = {
  unknown_command: "Unknown command",
  not_found: "Not found",
  invalid_input: "The input does not fit",
  conflict: "Already decided",
  read_only: "Read only",
  unavailable: "Not now",
} as const satisfies Record<CommandErrorCode, string>;

/** What a log says when it takes no more events. */
const UNWRITABLE = [LogBusyError, LogCorruptError, LogDeadError];

/** Does a command and turns its refusal into the answer that a client gets. */
export async function asProblem<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw problemOf(cause) ?? cause;
  }
}

function problemOf(cause: unknown): ProblemError | undefined {
  if (cause instanceof CommandError) {
    const { code, message: detail, details } = cause;
    const title = isReadFault(cause.cause) ? "Its log cannot be read" : TITLES[code];
    const found = { ...details, status: STATUS[code], code, title, detail };
    return new ProblemError(found, { cause });
  }
  if (UNWRITABLE.some((kind) => cause instanceof kind)) {
    return new ProblemError(
      {
        status: 503,
        code: "log_unavailable",
        title: "This thread cannot be written now",
        detail: "The disk refused the thread's log; nothing was stored",
        fix: "Check the disk's space and health, then try again",
      },
      { cause },
    );
  }
  return undefined;
}

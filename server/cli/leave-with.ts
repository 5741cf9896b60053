import type { Command } from "commander";

import { UnreachableError } from "#server/send-command.ts";
import { EXIT } from "./exit-codes.ts";
import { EmptyPromptError } from "./run-once.ts";
import { RefusedError } from "./uar-client.ts";

/** Answers of a server by which it tells that the command line names what is not there. */
const USAGE_STATUS: ReadonlySet<number> = new Set([401, 404, 422]);

/** Sets the exit code that a terminal's command ended with, or says why it could not be done. */
export async function leaveWith(work: Promise<number>, command: Command): Promise<void> {
  try {
    process.exitCode = await work;
  } catch (error) {
    if (error instanceof RangeError || error instanceof EmptyPromptError) {
      command.error(`error: ${error.message}`);
    }
    if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = codeOf(error);
  }
}

function codeOf(error: RefusedError | UnreachableError): number {
  if (error instanceof UnreachableError) return EXIT.unreachable;
  return USAGE_STATUS.has(error.status) ? EXIT.usage : EXIT.failed;
}

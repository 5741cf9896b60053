import { LogCorruptError, LogDeadError, LogOriginError } from "./port.ts";

/** Why a thread cannot be read: its files, or those of the thread that it came from, are damaged, or the disk keeps them. */
export type ReadFault = LogCorruptError | LogOriginError | LogDeadError;

/** Tells a log that cannot be read from other failures. A log or store that was closed says so without a cause. */
export function isReadFault(error: unknown): error is ReadFault {
  if (error instanceof LogDeadError) return error.cause !== undefined;
  return error instanceof LogCorruptError || error instanceof LogOriginError;
}

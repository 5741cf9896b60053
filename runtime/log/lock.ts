import { DatabaseSync } from "node:sqlite";

import { hasCode } from "./disk.ts";

/** Another process uses the data directory. */
export class DataDirLockedError extends Error {
  override name = "DataDirLockedError";
}

/** The right to be the only process on a data directory. Ends with `release` or with the process. */
export interface DataDirLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes an existing data directory for this process, or throws DataDirLockedError at once.
 * SQLite holds a lock of the operating system on `lock.db`: it is gone with the process, however that ends.
 */
export function lockDataDirectory(directory: string): DataDirLock {
  const database = new DatabaseSync(`${directory}/lock.db`, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new DataDirLockedError(
      `Could not use the data directory "${directory}": another process uses it; stop that one, or start this one with another directory (--data DIR)`,
      { cause: error },
    );
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return hasCode(error, "ERR_SQLITE_ERROR") && errcodeOf(error) === SQLITE_BUSY;
}

function errcodeOf(error: unknown): unknown {
  return error instanceof Error && "errcode" in error ? error.errcode : undefined;
}

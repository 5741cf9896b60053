import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { z } from "zod";

import type { Clock } from "#runtime/services.ts";

import { openFileStore } from "./file-store.ts";
import { lockDataDirectory } from "./lock.ts";
import { nodeDisk } from "./node-disk.ts";
import type { LogStore } from "./port.ts";

/** What Node says of the process's limits: a number, or "unlimited". */
const LimitsReport = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }),
});

/** One in so many of the files that this process may open is for logs; sockets and all else have the others. */
const LOGS_SHARE = 2;

/**
 * Opens the logs below a data directory of this machine, which it makes if need be and locks for this process.
 * Rejects with DataDirLockedError when another process has it.
 */
export async function openNodeStore(path: string, clock: Pick<Clock, "sleep">): Promise<LogStore> {
  const directory = resolve(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await nodeDisk.syncDirectory(dirname(directory));
  const lock = lockDataDirectory(directory);
  try {
    const store = await openFileStore({
      disk: nodeDisk,
      clock,
      directory,
      ...openLogs(),
    });
    return {
      open: (session_id, thread_id, options) => store.open(session_id, thread_id, options),
      list: () => store.list(),
      remove: (session_id, thread_id) => store.remove(session_id, thread_id),
      close: async () => {
        await store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Where the process has no limit, as on Windows, the logs have none. */
function openLogs(): { openLogs?: number } {
  const { userLimits } = LimitsReport.parse(process.report.getReport());
  const { soft } = userLimits.open_files;
  return typeof soft === "number" ? { openLogs: Math.floor(soft / LOGS_SHARE) } : {};
}

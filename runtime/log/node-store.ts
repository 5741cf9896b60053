import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import type { Clock } from "#runtime/services.ts";

import { openFileStore } from "./file-store.ts";
import { lockDataDirectory } from "./lock.ts";
import { nodeDisk } from "./node-disk.ts";
import type { LogStore } from "./port.ts";

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
    const store = await openFileStore({ disk: nodeDisk, clock, directory });
    return {
      open: (session_id, thread_id, options) => store.open(session_id, thread_id, options),
      list: () => store.list(),
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

import { hasCode } from "#runtime/log/disk.ts";
import { LogDeadError } from "#runtime/log/port.ts";

import type { SimulatedProcess } from "./simulated-process.ts";

const ATTEMPTS_MAX = 20;

/** Whether an error is the disk's doing, which a log may pass on; anything else is the log's own fault. */
export function isOfDisk(error: unknown): boolean {
  return error instanceof LogDeadError || hasCode(error, "EIO") || hasCode(error, "ENOSPC");
}

/** Tries again while the disk says no and the process lives. */
export async function insist<Result>(
  process: SimulatedProcess,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let attempts = ATTEMPTS_MAX; ; attempts -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isOfDisk(error) || process.isGone || attempts === 0) throw error;
    }
  }
}

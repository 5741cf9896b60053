import { markedProcesses, type MarkedProcess } from "./node-process-table.ts";

/** Rounds without a find after which nothing is left: one may fall into the moment of an exec. */
const QUIET_ROUNDS = 2;
const MAX_ROUNDS = 100;

/**
 * Kills every marked process until none is left, also those that are started meanwhile. Answers with
 * what could not be ended, such as a process that hangs in the kernel.
 */
export async function sweep(
  isMark: (entry: string) => boolean,
  pause: () => Promise<void>,
): Promise<readonly MarkedProcess[]> {
  let found: readonly MarkedProcess[] = [];
  for (let round = 0, quiet = 0; round < MAX_ROUNDS && quiet < QUIET_ROUNDS; round += 1) {
    if (round > 0) await pause();
    found = await markedProcesses(isMark);
    quiet = found.length === 0 ? quiet + 1 : 0;
    for (const { pid } of found) signal(pid, "SIGKILL");
  }
  return found;
}

/** Signals a process, or with a negative number a group; that it is gone already is no failure. */
export function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Linux says ESRCH of a group without members, macOS says EPERM while the last one is not reaped. */
function isGone(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ESRCH", "EPERM"].includes(String(error.code))
  );
}

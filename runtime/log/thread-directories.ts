import type { Disk } from "./disk.ts";
import type { ThreadRef } from "./port.ts";

/** The directories of a thread's log, outermost first. */
export interface ThreadDirectories {
  readonly sessions: string;
  readonly session: string;
  readonly thread: string;
}

/** Where a thread's log lives. The ids were checked. */
export function threadDirectories(data: string, ref: ThreadRef): ThreadDirectories {
  const sessions = `${data}/sessions`;
  const session = `${sessions}/${ref.session_id}`;
  return { sessions, session, thread: `${session}/${ref.thread_id}` };
}

/** Makes a thread's directories. Their names are durable after `syncThreadDirectories`. */
export async function makeThreadDirectories(
  disk: Disk,
  { session, thread }: ThreadDirectories,
): Promise<void> {
  await disk.makeDirectory(session);
  await disk.makeDirectory(thread);
}

/**
 * Makes the names of a thread's directories and of the files in it durable, also those that a
 * killed process made and did not sync. All at once: nobody relies on one before he has all.
 */
export async function syncThreadDirectories(
  disk: Disk,
  { sessions, session, thread }: ThreadDirectories,
): Promise<void> {
  const paths = [thread, session, sessions];
  const synced = await Promise.allSettled(paths.map((path) => disk.syncDirectory(path)));
  const failed = synced.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

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

/** Makes a thread's directories durably, also those that a killed process made and did not sync. */
export async function makeThreadDirectories(
  disk: Disk,
  { sessions, session, thread }: ThreadDirectories,
): Promise<void> {
  await disk.makeDirectory(session);
  await disk.syncDirectory(sessions);
  await disk.makeDirectory(thread);
  await disk.syncDirectory(session);
}

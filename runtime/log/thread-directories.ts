import type { Disk } from "./disk.ts";
import type { ThreadRef } from "./port.ts";
import { parseSegmentName } from "./segment.ts";

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

/**
 * Takes a thread's directory away, the newest segment first and each one durably: whatever ends this on its
 * way leaves a log that ends earlier, and none that has lost its beginning.
 */
export async function removeThreadDirectory(
  disk: Disk,
  { sessions, session, thread }: ThreadDirectories,
): Promise<void> {
  const names = await disk.names(thread);
  const isSegment = (name: string): boolean => parseSegmentName(name) !== undefined;
  for (const name of names.filter((each) => !isSegment(each))) {
    await disk.removeFile(`${thread}/${name}`);
  }
  for (const name of names.filter(isSegment).toSorted().toReversed()) {
    await disk.removeFile(`${thread}/${name}`);
    await disk.syncDirectory(thread);
  }
  await disk.removeDirectory(thread);
  if ((await disk.names(session)).length > 0) return disk.syncDirectory(session);
  await disk.removeDirectory(session);
  await disk.syncDirectory(sessions);
}

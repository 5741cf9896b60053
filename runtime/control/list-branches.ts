import { z } from "zod";

import {
  type BranchEntry,
  branchEntry,
  type Sibling,
  siblingsOf,
} from "#runtime/state/branches.ts";
import { summariseSession } from "#runtime/state/session-summary.ts";
import type { ThreadSummary } from "#runtime/state/summary.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { requireThread } from "./find-thread.ts";

/** A session's branches, and which turns may stand in each other's place. */
export interface SessionBranches {
  readonly session_id: string;
  /** The branch that the siblings are those of. */
  readonly thread_id: string;
  readonly active_thread_id: string;
  readonly branches: readonly BranchEntry[];
  /** By turn, where there is more than one. */
  readonly siblings: Readonly<Record<string, readonly Sibling[]>>;
  /** Branches that cannot be read, or not to their end, and why. */
  readonly unreadable: readonly { readonly thread_id: string; readonly reason: string }[];
}

export const listBranches = command({
  name: "list_branches",
  description: "A session's branches, and for the turns of one of them what else may stand there",
  kind: "read",
  input: z.strictObject({
    session_id: z.string().min(1),
    /** Whose siblings; absent, those of the branch that the session shows. */
    thread_id: z.string().min(1).exactOptional(),
  }),
  run: ({ session_id, thread_id }, services) => branchesOf(session_id, thread_id, services),
});

/** The branches of a session. Throws a `not_found` CommandError for a thread that is none of them. */
export async function branchesOf(
  session_id: string,
  asked: string | undefined,
  services: Pick<ControlServices, "threads">,
): Promise<SessionBranches> {
  const { thread_id: active_thread_id } = await requireThread(services, "session", session_id);
  const thread_id = asked ?? active_thread_id;
  const branches = await threadsOf(session_id, services);
  if (!branches.some((branch) => branch.thread_id === thread_id)) {
    const message = `The session "${session_id}" has no branch "${thread_id}"`;
    throw new CommandError("not_found", message);
  }
  return {
    session_id,
    thread_id,
    active_thread_id,
    branches: branches.map(branchEntry),
    siblings: Object.fromEntries(siblingsOf(branches, thread_id)),
    unreadable: services.threads.unreadable
      .filter((thread) => thread.session_id === session_id)
      .map((thread) => ({ thread_id: thread.thread_id, reason: thread.error.message })),
  };
}

/** The summaries of a session's threads, the first one first. */
export async function threadsOf(
  sessionId: string,
  { threads }: Pick<ControlServices, "threads">,
): Promise<readonly ThreadSummary[]> {
  const all = await threads.list();
  const session = summariseSession(all.filter(({ session_id }) => session_id === sessionId));
  return session?.branches ?? [];
}

import { isTerminal } from "./run-queries.ts";
import type { ThreadSummary } from "./summary.ts";
import type { RunStatus, ThreadState } from "./thread-state.ts";

/** What a list shows of a session: one entry, however many branches it has. */
export interface SessionSummary extends Omit<
  ThreadSummary,
  "sequence" | "turn_ids" | "forked_from" | "active_thread_id" | "hidden"
> {
  /** The session's branches in the order in which they were made, the first one first; no child agent's thread. */
  readonly branches: readonly ThreadSummary[];
}

/**
 * The session that a list of thread summaries tells of; undefined without its first thread. Names and marks
 * are those of that thread, `thread_id` is the branch that the session shows, the rest is of all branches
 * that are not hidden, and of the threads of child agents.
 */
export function summariseSession(threads: readonly ThreadSummary[]): SessionSummary | undefined {
  const all = threads.toSorted((left, right) => (left.thread_id < right.thread_id ? -1 : 1));
  const branches = all.filter(({ spawned_by }) => spawned_by === undefined);
  const root = branches.find(({ forked_from }) => forked_from === undefined);
  if (root === undefined) return undefined;
  const visible = branches.filter(({ hidden }) => hidden !== true);
  const active = branches.find(({ thread_id }) => thread_id === root.active_thread_id) ?? root;
  const children = all.filter(({ spawned_by }) => spawned_by !== undefined);
  const status = statusOf(active, [...visible, ...children]);
  const { session_id, title, pinned, archived, created_at, imported } = root;
  return {
    session_id,
    thread_id: active.thread_id,
    title,
    pinned,
    archived,
    created_at,
    updated_at: all.map(({ updated_at }) => updated_at).reduce(latest),
    ...(status !== undefined && { status }),
    ...(imported !== undefined && { imported }),
    allowances: active.allowances,
    runs: [...visible, ...children].flatMap(({ runs }) => runs),
    pending: all.flatMap(({ pending }) => pending),
    branches: [root, ...branches.filter((branch) => branch !== root)],
  };
}

/** Work that goes on somewhere tells more than the end of the newest turn on the page. */
function statusOf(active: ThreadSummary, visible: readonly ThreadSummary[]): RunStatus | undefined {
  const open = [active, ...visible].filter(
    ({ status }) => status !== undefined && !isTerminal(status),
  );
  const waiting = open.find(({ status }) => status === "waiting_permission");
  return (waiting ?? open[0] ?? active).status;
}

function latest(left: string, right: string): string {
  return left > right ? left : right;
}

/** A branch under the name and marks of its session, which its first thread tells. */
export function inSession(
  branch: ThreadState,
  { title, pinned, archived, active_thread_id }: ThreadState,
): ThreadState {
  const active = active_thread_id !== undefined && { active_thread_id };
  return { ...branch, title, pinned, archived, ...active };
}

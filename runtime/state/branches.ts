import type { RunSummary, ThreadSummary } from "./summary.ts";
import type { RunStatus } from "./thread-state.ts";

/** One branch in a list. */
export interface BranchEntry extends Pick<
  ThreadSummary,
  "thread_id" | "forked_from" | "hidden" | "status" | "updated_at"
> {
  /** All turns that it shows, and those of them that it does not share with its origin. */
  readonly turns: number;
  readonly own_turns: number;
}

/** The short form of a branch. */
export function branchEntry(branch: ThreadSummary): BranchEntry {
  const { thread_id, forked_from, hidden, status, updated_at, turn_ids, runs } = branch;
  return {
    thread_id,
    ...(forked_from !== undefined && { forked_from }),
    ...(hidden === true && { hidden }),
    ...(status !== undefined && { status }),
    updated_at,
    turns: turn_ids.length,
    own_turns: runs.length,
  };
}

/** One of the turns that may stand in a place of the conversation. */
export interface Sibling {
  /** The branch to go to for it: of all that show it, the one where something happened last. */
  readonly thread_id: string;
  readonly turn_id: string;
  readonly run_id: string;
  readonly status: RunStatus;
  /** Whether it is the one that stands there now. */
  readonly shown: boolean;
}

/**
 * For each turn that a branch shows and that has alternatives: all of them, the oldest first. `threads` are
 * the summaries of one session. What only hidden branches show is left out.
 */
export function siblingsOf(
  threads: readonly ThreadSummary[],
  thread_id: string,
): ReadonlyMap<string, readonly Sibling[]> {
  const found = new Map<string, readonly Sibling[]>();
  const shown = threads.find((thread) => thread.thread_id === thread_id);
  if (shown === undefined) return found;
  const groups = Map.groupBy(
    threads.flatMap(({ runs }) => runs),
    ({ replaces, turn_id }) => replaces ?? turn_id,
  );
  for (const group of groups.values()) {
    if (group.length === 1) continue;
    const turn = group.find(({ turn_id }) => shown.turn_ids.includes(turn_id));
    if (turn === undefined) continue;
    const siblings = group.toSorted(bySubmission).flatMap((run) => siblingOf(run, threads, shown));
    if (siblings.length > 1) found.set(turn.turn_id, siblings);
  }
  return found;
}

/** Ids of threads are made in order, so they tell which of two turns of one moment came first. */
function bySubmission(left: RunSummary, right: RunSummary): number {
  return (
    left.submitted_at.localeCompare(right.submitted_at) ||
    left.thread_id.localeCompare(right.thread_id)
  );
}

/** The newest first. What is written of the session itself is no work in its first thread. */
function byActivity(left: ThreadSummary, right: ThreadSummary): number {
  return (
    activeAt(right).localeCompare(activeAt(left)) || right.thread_id.localeCompare(left.thread_id)
  );
}

function activeAt({ runs, created_at }: ThreadSummary): string {
  const newest = runs.at(-1);
  return newest?.ended_at ?? newest?.started_at ?? newest?.submitted_at ?? created_at;
}

function siblingOf(
  { turn_id, run_id, status }: RunSummary,
  threads: readonly ThreadSummary[],
  shown: ThreadSummary,
): readonly Sibling[] {
  if (shown.turn_ids.includes(turn_id)) {
    return [{ thread_id: shown.thread_id, turn_id, run_id, status, shown: true }];
  }
  const [branch] = threads
    .filter(({ hidden, turn_ids }) => hidden !== true && turn_ids.includes(turn_id))
    .toSorted(byActivity);
  if (branch === undefined) return [];
  return [{ thread_id: branch.thread_id, turn_id, run_id, status, shown: false }];
}

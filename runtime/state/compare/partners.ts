import type { RunSummary } from "#runtime/state/summary.ts";

/** Runs with which one may want to compare a run, the newest first. No run is in two lists. */
export interface Partners {
  /** What it was forked from. */
  readonly origin: readonly RunSummary[];
  /** Those that were asked the same. */
  readonly question: readonly RunSummary[];
  readonly session: readonly RunSummary[];
  readonly recent: readonly RunSummary[];
}

/** Where the thread of a run was forked from. */
export interface ForkPlace {
  readonly thread_id: string;
  readonly sequence: number;
}

/** Most runs of a list. */
const PARTNERS_MAX = 12;

/** The likely partners of a run among all others; without one, the newest runs. */
export function partnersOf(
  run: RunSummary | undefined,
  all: readonly RunSummary[],
  fork?: ForkPlace,
): Partners {
  const others = all
    .filter(({ run_id }) => run_id !== run?.run_id)
    .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at));
  const taken = new Set<string>();
  const take = (isOne: (other: RunSummary) => boolean, most = PARTNERS_MAX) => {
    const found = others.filter((other) => !taken.has(other.run_id) && isOne(other)).slice(0, most);
    for (const { run_id } of found) taken.add(run_id);
    return found;
  };
  const question = run?.text.trim();
  return {
    origin: take((other) => fork !== undefined && isBefore(other, fork), 1),
    question: take(({ text }) => question !== undefined && text.trim() === question),
    session: take(({ session_id }) => session_id === run?.session_id),
    recent: take(() => true),
  };
}

function isBefore({ thread_id, first_sequence }: RunSummary, fork: ForkPlace): boolean {
  return thread_id === fork.thread_id && first_sequence <= fork.sequence;
}

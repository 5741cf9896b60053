import type { Sibling } from "#runtime/state/branches.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";

/** What else may stand in the place of a turn, the oldest first; the shown turn is one of each. */
export interface Alternatives {
  /** One turn for each wording of the question. */
  readonly questions: readonly Sibling[];
  /** The turns with the words that are shown. */
  readonly answers: readonly Sibling[];
}

/** Sorts the turns that may stand in one place by their words; `texts` gives these by turn. */
export function alternativesOf(
  siblings: readonly Sibling[],
  texts: ReadonlyMap<string, string>,
): Alternatives {
  const groups = [...Map.groupBy(siblings, ({ turn_id }) => texts.get(turn_id)).values()];
  return {
    questions: groups.flatMap((group) => nextTo(group) ?? []),
    answers: groups.find((group) => group.some(({ shown }) => shown)) ?? [],
  };
}

/** Whether a run goes on in the branch of a turn that is not shown. */
export function isLiveElsewhere({ shown, status }: Sibling): boolean {
  return !shown && !isTerminal(status);
}

/** Of the answers to one wording: the shown one, else one that is being written, else the newest. */
function nextTo(group: readonly Sibling[]): Sibling | undefined {
  return group.find(({ shown }) => shown) ?? group.findLast(isLiveElsewhere) ?? group.at(-1);
}

import { passagesOf, type Passage } from "#runtime/pmpo/messages.ts";
import type { SummaryReach } from "#runtime/event/context.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { messageTokens } from "./token-estimate.ts";

/** Where a conversation is cut in two: what a summary will stand for, and what stays as it was said. */
export interface Cut {
  readonly covered: readonly Passage[];
  readonly through: SummaryReach;
  readonly through_sequence: number;
  readonly message_count: number;
  /** Of the covered passages, estimated. */
  readonly tokens: number;
}

/** Whether what stays after a cut is little enough; absent, the newest turn stays whole if it can. */
export type Suffices = (cut: Cut) => boolean;

/**
 * Chooses where to cut. A step keeps the results of its calls, the question of a step that stays
 * stays, the newest question stays, and so do the last `keep` messages. The newest turn stays whole
 * where a cut before it suffices. Undefined where nothing can be covered.
 */
export function chooseCut(
  thread: Pick<ThreadState, "turns" | "boundary">,
  keep: number,
  suffices: Suffices = () => true,
): Cut | undefined {
  const passages = passagesOf(thread);
  const newest = passages.at(-1)?.turn_id;
  const ends = passages.flatMap((_, at) => endAt(passages, at, keep) ?? []);
  const before = ends.findLast(({ last }) => last.turn_id !== newest);
  const whole = before && cutAt(thread, passages, before);
  if (whole !== undefined && suffices(whole)) return whole;
  const end = ends.at(-1);
  return end && cutAt(thread, passages, end);
}

interface End {
  readonly last: Passage;
  /** The passages up to here are covered, but for a question that stays with its later steps. */
  readonly at: number;
  /** Whether the turn ends here. */
  readonly isTurn: boolean;
}

/** The end of a turn, or of a step that another step of its turn follows, with enough behind it. */
function endAt(passages: readonly Passage[], at: number, keep: number): End | undefined {
  const last = passages[at];
  const next = passages[at + 1];
  if (last === undefined || next === undefined) return undefined;
  const isTurn = next.turn_id !== last.turn_id;
  if (!isTurn && last.step === undefined) return undefined;
  const question = isTurn ? 0 : 1;
  const kept = countOf(passages.slice(at + 1)) + question;
  return kept < keep ? undefined : { last, at, isTurn };
}

function cutAt({ turns }: Pick<ThreadState, "turns">, passages: readonly Passage[], end: End): Cut {
  const { last, at, isTurn } = end;
  const { turn_id, step } = last;
  const covered = passages
    .slice(0, at + 1)
    .filter((passage) => isTurn || passage.turn_id !== turn_id || passage.step !== undefined);
  const turn = turns.find((known) => known.turn_id === turn_id);
  return {
    covered,
    through: isTurn || step === undefined ? { turn_id } : { turn_id, step_id: step.step_id },
    through_sequence: sequenceOf(turn, isTurn ? undefined : step?.step_id),
    message_count: countOf(covered),
    tokens: messageTokens(covered.flatMap(({ messages }) => messages)),
  };
}

/** The last event that is covered: that before the next step, or the turn's own last. */
function sequenceOf(turn: TurnState | undefined, stepId: string | undefined): number {
  const steps = turn?.run.steps ?? [];
  const at = steps.findIndex(({ step_id }) => step_id === stepId);
  const next = at === -1 ? undefined : steps[at + 1];
  return next === undefined ? (turn?.run.last_sequence ?? 1) : next.sequence - 1;
}

function countOf(passages: readonly Passage[]): number {
  return passages.reduce((sum, { messages }) => sum + messages.length, 0);
}

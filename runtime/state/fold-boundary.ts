import type { EventOf } from "#runtime/event/catalogue.ts";
import type { SummaryReach } from "#runtime/event/context.ts";
import type { ThreadState } from "./thread-state.ts";

/**
 * The boundary that a finished compaction draws. One that reaches over no turn of this thread, as a
 * foreign log may hold, draws none: no message is left out that the summary may not stand for.
 */
export function boundaryOf(
  state: ThreadState,
  event: EventOf<"context.compaction.completed">,
): Pick<ThreadState, "boundary"> {
  const { sequence, timestamp: at, payload } = event;
  const { summary, through_sequence, estimated_tokens } = payload;
  const through = payload.through ?? reach(state, through_sequence);
  if (through === undefined) return {};
  if (!state.turns.some((turn) => turn.turn_id === through.turn_id)) return {};
  return {
    boundary: {
      summary,
      through,
      through_sequence,
      sequence,
      at,
      ...(estimated_tokens !== undefined && { estimated_tokens }),
    },
  };
}

/** The last turn that was over by then. */
function reach({ turns }: ThreadState, through_sequence: number): SummaryReach | undefined {
  const last = turns.findLast(({ run }) => run.last_sequence <= through_sequence);
  return last && { turn_id: last.turn_id };
}

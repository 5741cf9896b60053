import type { ThreadState } from "#runtime/state/thread-state.ts";
import { type Observed, type Untold, unavailable, unknown } from "./snapshot.ts";

/** Up to where a layer of a thread's history goes. */
export interface HistoryLayer {
  readonly through_sequence: number;
  /** What the layer is: only the log holds facts, all else is made from it. */
  readonly made: "stored" | "from_event_log";
}

/** The layers of seed 003: what each of them knows of a thread. */
export interface HistoryLayers {
  readonly event_log: HistoryLayer & { readonly durability: Observed["durability"] };
  readonly rollout_log: HistoryLayer;
  readonly session_snapshot: HistoryLayer;
  readonly thread_read_model: HistoryLayer;
  readonly context_boundary: HistoryLayer | Untold;
  readonly evidence_export: HistoryLayer | Untold;
}

export function historyLayers(state: ThreadState, { durability }: Observed): HistoryLayers {
  const { sequence, turns, evidence } = state;
  const context = turns.findLast(({ run }) => run.context !== undefined)?.run.context;
  const export_ = evidence.at(-1);
  const made: HistoryLayer = { through_sequence: sequence, made: "from_event_log" };
  return {
    event_log: { through_sequence: sequence, made: "stored", durability },
    rollout_log: made,
    session_snapshot: made,
    thread_read_model: made,
    context_boundary:
      context === undefined
        ? unknown("No run of this thread has put its context together")
        : { through_sequence: context.sequence, made: "from_event_log" },
    evidence_export:
      export_ === undefined
        ? unavailable("Nobody has exported evidence of this thread")
        : { through_sequence: export_.sequence, made: "from_event_log" },
  };
}

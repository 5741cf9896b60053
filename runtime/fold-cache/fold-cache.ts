import type { ThreadRef } from "#runtime/log/port.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/** The fold of a log's first events, as far as `state.sequence`. */
export interface KeptFold {
  /** The id of the last folded event: a log that holds it has the same events before it. */
  readonly event_id: string;
  readonly state: ThreadState;
}

/** Where folds are kept. Whatever is lost or spoilt there costs time and nothing else. */
export interface FoldCache {
  /** The fold that was kept last; undefined when there is none that can be used. */
  read(thread: ThreadRef): Promise<KeptFold | undefined>;
  write(thread: ThreadRef, fold: KeptFold): Promise<void>;
}

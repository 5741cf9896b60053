import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";

/**
 * Where a run writes what happens, and reads what has happened.
 * An append answers only when the events are written, and durable where they must be (R2).
 */
export interface EventSink {
  append(drafts: readonly EventDraft[]): Promise<readonly RuntimeEvent[]>;
  /** The fold of everything appended so far. */
  state(): Promise<ThreadState>;
  /** Resolves with the first state that satisfies the condition; rejects with the signal's reason. */
  until(condition: (state: ThreadState) => boolean, signal: AbortSignal): Promise<ThreadState>;
}

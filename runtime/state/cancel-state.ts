import type { Actor } from "#runtime/event/task.ts";

/** Somebody asked a run, or one call of it, to stop. */
export interface CancelState {
  readonly at: string;
  readonly reason: string;
  readonly requested_by: Actor;
  readonly sequence: number;
  /** Nobody waits any more for what was asked to stop. */
  readonly forced?: true;
}

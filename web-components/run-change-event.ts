import type { RunState } from "#runtime/state/thread-state.ts";
import type { LaneTick } from "#views/chat/lane-activity.ts";

/** A run shows something new: once for each painted frame, with the lanes that led there. */
export class RunChangeEvent extends Event {
  static readonly type = "uar-run-change";
  readonly run: RunState;
  readonly ticks: readonly LaneTick[];

  constructor(run: RunState, ticks: readonly LaneTick[]) {
    super(RunChangeEvent.type, { bubbles: true });
    this.run = run;
    this.ticks = ticks;
  }
}

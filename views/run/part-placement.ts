import type { RunState } from "#runtime/state/thread-state.ts";

/** What opens and closes: a part by its first sequence, a tool call by its id. */
export type FoldKey = number | string;

export interface RunViewOptions {
  /** `replay` shows what was: nothing ticks, nothing can be decided. */
  readonly mode: "live" | "replay";
  /** The first part that is drawn, by its place from 0: all of them where nobody says so. */
  readonly first?: number;
  /** What the person opened or closed. */
  readonly opened?: ReadonlyMap<FoldKey, boolean>;
  /** What has just ended, and stays open for a moment so that nobody loses the line that they read. */
  readonly lingering?: ReadonlySet<FoldKey>;
}

/** Where a part stands: its run, how it is shown, and whether it is the last one so far. */
export interface PartPlacement {
  readonly run: RunState;
  readonly options: RunViewOptions;
  readonly last: boolean;
}

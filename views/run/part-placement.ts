import type { RunState } from "#runtime/state/thread-state.ts";

export interface RunViewOptions {
  /** `replay` shows what was: nothing ticks, nothing can be decided. */
  readonly mode: "live" | "replay";
  /** Parts that the person opened or closed, by the part's first sequence. */
  readonly opened?: ReadonlyMap<number, boolean>;
}

/** Where a part stands: its run, how it is shown, and whether it is the last one so far. */
export interface PartPlacement {
  readonly run: RunState;
  readonly options: RunViewOptions;
  readonly last: boolean;
}

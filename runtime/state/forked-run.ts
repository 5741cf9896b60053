import type { Usage } from "#runtime/event/shared.ts";
import type { ForkChanges, ForkEffects } from "#runtime/event/turn.ts";
import type { CostState } from "./cost-state.ts";

/** What a run that goes on from the midst of another one began with. */
export interface ForkedRun {
  readonly run_id: string;
  /** The last event that it shares with that run: whatever stands at it or before was taken over. */
  readonly sequence: number;
  readonly effects: ForkEffects;
  readonly changes?: ForkChanges;
  /** Where the first of the events stands that it began with. */
  readonly first_sequence: number;
  /** The runs that wrote those events, oldest first: several where a fork was forked. */
  readonly run_ids: readonly string[];
  readonly reused: ReusedWork;
}

/** Work that was done once and is not done, paid or counted again. */
export interface ReusedWork {
  readonly model_steps: number;
  readonly tool_results: number;
  readonly usage: Usage;
  readonly cost?: CostState;
}

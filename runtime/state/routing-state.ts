import type { Candidate, ModelRef, RoutingSource } from "#runtime/event/routing.ts";
import type { Failure } from "#runtime/event/shared.ts";

/** What routing said about a run, the newest of each. */
export interface RoutingState {
  readonly candidates: readonly Candidate[];
  readonly decision?: ModelRef & { readonly reason: string; readonly source: RoutingSource };
  /** The models that were given up, in order. */
  readonly fallbacks: readonly {
    readonly from: ModelRef;
    readonly to: ModelRef;
    readonly reason: string;
  }[];
  /** Why no model can be asked. */
  readonly problem?: Failure;
  /** Where the newest of it stands in the log. */
  readonly sequence: number;
}

import type { BenchmarkState } from "./benchmark-state.ts";
import type { DecisionState } from "./decision-state.ts";
import type { EvidenceState } from "./evidence-state.ts";
import type { TaskState } from "./task-state.ts";
import type { ViolationState } from "./violation-state.ts";

/** What a thread's log tells beside its turns: records that outlive a single run. */
export interface ThreadRecords {
  /** Every unit of work that the log names, in the order in which it was named first. */
  readonly tasks: readonly TaskState[];
  /** The newest decisions about calls. */
  readonly decisions: readonly DecisionState[];
  /** The newest attempts to get past the walls around the work. */
  readonly violations: readonly ViolationState[];
  readonly evidence: readonly EvidenceState[];
  readonly benchmarks: BenchmarkState;
}

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { foldBenchmarks } from "./fold-benchmark.ts";
import { foldDecisions } from "./fold-decision.ts";
import { foldEvidence } from "./fold-evidence.ts";
import { foldTasks } from "./fold-task.ts";
import { foldViolations } from "./fold-violation.ts";
import type { ThreadRecords } from "./thread-records.ts";

/** A thread before its first event. */
export const NO_RECORDS: ThreadRecords = {
  tasks: [],
  decisions: [],
  violations: [],
  evidence: [],
  benchmarks: { trials: [], comparisons: [] },
};

/** What a thread's records are after one more event; a part that it does not touch is shared. */
export function foldRecords(records: ThreadRecords, event: RuntimeEvent): ThreadRecords {
  return {
    tasks: foldTasks(records.tasks, event),
    decisions: foldDecisions(records.decisions, event),
    violations: foldViolations(records.violations, event),
    evidence: foldEvidence(records.evidence, event),
    benchmarks: foldBenchmarks(records.benchmarks, event),
  };
}

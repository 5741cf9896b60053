import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { EvidenceState } from "./evidence-state.ts";

/** The evidence of a thread after one more event. What is told again takes the place of what was told before. */
export function foldEvidence(
  evidence: readonly EvidenceState[],
  event: RuntimeEvent,
): readonly EvidenceState[] {
  if (event.type !== "evidence.changed") return evidence;
  const { event_id, evidence_id = event_id, run_id, task_id, sequence, timestamp } = event;
  const told: EvidenceState = {
    ...event.payload,
    evidence_id,
    ...(run_id !== undefined && { run_id }),
    ...(task_id !== undefined && { task_id }),
    sequence,
    at: timestamp,
  };
  const index = evidence.findIndex((known) => known.evidence_id === evidence_id);
  return index === -1 ? [...evidence, told] : evidence.with(index, told);
}

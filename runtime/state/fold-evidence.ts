import type { EventOf } from "#runtime/event/catalogue.ts";
import type { EvidenceRef } from "./evidence-ref.ts";
import type { ThreadState } from "./thread-state.ts";

/** A thread that tells of one more piece of evidence. */
export function foldEvidence(
  { evidence = [] }: ThreadState,
  event: EventOf<"evidence.changed">,
): Pick<ThreadState, "evidence"> {
  const { event_id, evidence_id = event_id, run_id, sequence, timestamp: at, payload } = event;
  const ref: EvidenceRef = {
    ...payload,
    evidence_id,
    sequence,
    at,
    ...(run_id !== undefined && { run_id }),
  };
  return { evidence: [...evidence, ref] };
}

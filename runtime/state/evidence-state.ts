import type { VerificationOutcome } from "#runtime/event/artifact.ts";

/** Evidence that somebody made of a thread's work, by reference: its content and verdict are elsewhere. */
export interface EvidenceState {
  readonly evidence_id: string;
  readonly kind: string;
  readonly title: string;
  readonly pack_ref?: string;
  readonly replay_ref?: string;
  readonly review_ref?: string;
  readonly verification_outcomes?: readonly VerificationOutcome[];
  readonly run_id?: string;
  readonly task_id?: string;
  readonly sequence: number;
  readonly at: string;
}

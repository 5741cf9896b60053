import type { EventOf } from "#runtime/event/catalogue.ts";

/** A reference to evidence as the log tells of it: where it came to be, and where it can be had. */
export type EvidenceRef = EventOf<"evidence.changed">["payload"] & {
  readonly evidence_id: string;
  /** The run at whose end it came to be; absent where somebody exported it. */
  readonly run_id?: string;
  readonly sequence: number;
  readonly at: string;
};

import type { EventOf } from "#runtime/event/catalogue.ts";
import type { SummaryReach } from "#runtime/event/context.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { Failure } from "#runtime/event/shared.ts";

/** The newest try of a run to summarise earlier messages. */
export interface CompactionState {
  readonly state: "open" | "completed" | "failed";
  readonly trigger: EventOf<"context.compaction.started">["payload"]["trigger"];
  /** Where it stands in the log. */
  readonly sequence: number;
  /** Messages that the summary is to stand for. */
  readonly message_count: number;
  /** The request for the summary, while it is open. */
  readonly asking?: ModelRef & { readonly step_id: string };
  readonly error?: Failure;
  /** Tries of this run that failed so far; one that a restart cut off is none. */
  readonly failures: number;
}

/** Where earlier messages of a thread gave way to a summary. The log keeps every word of them. */
export interface ContextBoundary {
  readonly summary: string;
  readonly through: SummaryReach;
  readonly through_sequence: number;
  readonly sequence: number;
  readonly at: string;
  /** Of the next request, as estimated. */
  readonly estimated_tokens?: number;
}

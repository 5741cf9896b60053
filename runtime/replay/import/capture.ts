import type { EventDraft } from "#runtime/event/catalogue.ts";

/** The kinds of captures that can be read. */
export const CAPTURE_FORMATS = ["uar-events", "ai-sdk-ui", "ag-ui", "langgraph", "otlp"] as const;
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number];

/** Formats of others, which are told in the words of our catalogue. */
export type ForeignFormat = Exclude<CaptureFormat, "uar-events">;

/** One fact of a capture. Its ids are those of the capture alone; stamping gives it ours. */
export interface CapturedFact {
  readonly draft: EventDraft;
  /** Counts the runs of the capture, from 0. */
  readonly run: number;
  /** Milliseconds since 1970; absent where the capture does not say. */
  readonly at?: number;
}

/** Reads one format piece by piece, so that a long capture can be read with breaks. */
export interface CaptureReader {
  take(piece: { readonly line: number; readonly event?: string; readonly value: unknown }): void;
  /** Nothing follows. Answers with all facts. */
  end(): readonly CapturedFact[];
}

/** Said in place of a question that a capture does not hold. */
export const UNKNOWN_QUESTION = "The capture does not hold the question";

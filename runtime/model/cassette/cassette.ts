/** One exchange with a provider, as it crossed the fetch boundary. Holds no secret. */
export interface Cassette {
  readonly request: RecordedRequest;
  /** Absent when no answer came. */
  readonly response?: RecordedResponse;
  readonly chunks: readonly RecordedChunk[];
  readonly end: RecordedEnd;
}

export interface RecordedRequest {
  readonly method: string;
  /** From the first slash, with what is left of the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when there was none, or none that is text. */
  readonly body?: string;
}

export interface RecordedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the request to the head of the answer. */
  readonly ms: number;
}

/** Bytes that arrived together; `ms` counts from the request. */
export interface RecordedChunk {
  readonly ms: number;
  readonly bytes: Uint8Array;
}

/**
 * How an answer ended: `whole`; `cut`, the reader left or the recording stopped; `broken`, the
 * connection failed.
 */
export type ExchangeEnd = "whole" | "cut" | "broken";

export interface RecordedEnd {
  readonly how: ExchangeEnd;
  readonly ms: number;
  /** What the connection failed with. */
  readonly error?: string;
  /** Bytes that came and were not kept. */
  readonly left_out?: number;
}

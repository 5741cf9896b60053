import type { Json } from "#runtime/event/shared.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";
import type { ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";

/** The wire formats that models speak. A provider is reached over one of them. */
export type ProtocolName = "chat" | "responses" | "anthropic" | "gemini" | "ollama" | "cohere";

/** One wire format, both ways. Pure: no socket, no clock. */
export interface Protocol {
  readonly name: ProtocolName;
  /** How an answer's bytes are cut into frames where the content type does not tell. */
  readonly framing: "sse" | "ndjson";
  write(request: ModelRequest, model: string): OutgoingRequest;
  /** A reader for one answer; the identity only words its errors and strikes the key out of them. */
  reader(identity: ProviderIdentity): AnswerReader;
}

/** What is POSTed; `path` goes behind the base URL. */
export interface OutgoingRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, Json>>;
}

/**
 * Reads one answer, frame by frame. What it gives is a function of the frames, however their bytes
 * were cut. It appends to `out`, so that a delta costs one object; nothing follows a `done` or `error`.
 */
export interface AnswerReader {
  /** One event of a stream: the text of its `data:` lines and its `event:` name, or one line of NDJSON. */
  read(data: string, name: string | undefined, out: NormalizedEvent[]): void;
  /** The bytes are over: usage and `done`, or the error `stream_truncated` where the answer was cut. */
  end(out: NormalizedEvent[]): void;
}

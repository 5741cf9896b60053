import type { Clock } from "#runtime/services.ts";
import type { RecordedEnd } from "./cassette.ts";
import type { SentRequest } from "./sent-request.ts";

/** Takes down one exchange. Called on the hot path: no call waits or throws. `ms` count from the request. */
export interface ExchangeSink {
  answered(response: Response, ms: number): void;
  /** `bytes` are the reader's own and must not be changed. */
  chunk(bytes: Uint8Array, ms: number): void;
  /** The last call, made once. */
  ended(end: RecordedEnd): void;
}

/** Where exchanges are taken down: one model request may need several, as after a refusal. */
export interface WireTap {
  readonly clock: Pick<Clock, "monotonic">;
  open(sent: SentRequest): ExchangeSink;
}

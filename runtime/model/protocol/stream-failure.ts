import { NotAStreamError, TruncatedStreamError } from "#runtime/model/failure-facts.ts";
import { describeFailure, type ProviderIdentity } from "#runtime/model/model-failure.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";

/** The error that a provider put into its answer: its frame or its error object. */
export function refusedInStream(frame: unknown, identity: ProviderIdentity): ModelError {
  return describeFailure(frame, identity);
}

/** The bytes were over before the provider said why. */
export function truncatedStream(identity: ProviderIdentity): ModelError {
  return describeFailure(new TruncatedStreamError(), identity);
}

/** A frame that the protocol does not know; the start of it is quoted. */
export function notAFrame(data: string, identity: ProviderIdentity): ModelError {
  return describeFailure(new NotAStreamError(`"${data.slice(0, 80)}"`), identity);
}

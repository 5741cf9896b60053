import type { Random } from "#runtime/services.ts";
import type { ModelError } from "#runtime/model/normalized-event.ts";

/** How often one request is sent to one model at most. */
export const MAX_TRIES = 3;
/** The same for one that nobody answered: each such try may have taken minutes. */
const MAX_TIMEOUTS = 2;
const BASE_MS = 1_000;
const CAP_MS = 30_000;
/** A provider that asks for a longer pause than this is not waited for. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds to wait before the try after `attempt` (from 1): full jitter under an exponential cap,
 * and never less than the provider asks for. Undefined when waiting makes no sense.
 */
export function retryDelay(
  failure: ModelError,
  attempt: number,
  random: Random,
): number | undefined {
  const { code, retryable, retry_after_ms = 0 } = failure;
  const tries = code === "timeout" ? MAX_TIMEOUTS : MAX_TRIES;
  if (!retryable || attempt >= tries || retry_after_ms > MAX_RETRY_AFTER_MS) return undefined;
  const jitter = random.next() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return Math.ceil(Math.max(retry_after_ms, jitter));
}

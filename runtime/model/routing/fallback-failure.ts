import type { ModelError } from "#runtime/model/normalized-event.ts";

/** Refusals that another model or provider may not share; the request itself is not at fault. */
const OF_THE_PROVIDER: ReadonlySet<string> = new Set([
  "auth",
  "forbidden",
  "quota",
  "not_found",
  "bad_response",
]);

/** Whether another model is worth asking after this failure. */
export function isWorthFallback({ code, retryable }: ModelError): boolean {
  return retryable || OF_THE_PROVIDER.has(code);
}

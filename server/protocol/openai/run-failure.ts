import type { Ended } from "./said.ts";
import { protocolError, type ProtocolError } from "./protocol-error.ts";

type RunFailure = NonNullable<Ended["failure"]>;

/** Failures of a run that say what the request got wrong, or whom the provider keeps out, by their codes. */
const STATUS: Readonly<Record<string, number>> = {
  context_length: 400,
  unknown_model: 404,
  unknown_agent: 404,
  rate_limited: 429,
};

/** The status of a run that gave no answer: somebody stopped it, or it failed. */
export function failureStatus({ status, error }: RunFailure): number {
  return status === "cancelled" ? 400 : (STATUS[error.code] ?? 502);
}

/** What a client is told of a run that gave no whole answer. */
export function failureError(failure: RunFailure): ProtocolError {
  const { status, error } = failure;
  const code = status === "cancelled" ? "run_cancelled" : error.code;
  const hint = error.hint === undefined ? "" : `. ${error.hint}`;
  return protocolError(failureStatus(failure), { code, message: `${error.message}${hint}` });
}

/** The run was tried as often as it makes sense: a client that asks again on its own spends twice. */
export const NO_RETRY = { "X-Should-Retry": "false" } as const;

import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from "@ai-sdk/provider";

import { type ErrorBody, isRecord, isText, parseErrorBody, readErrorBody } from "./error-body.ts";
import { HttpError } from "./protocol/http-error.ts";
import { type HeaderOf, retryAfterMs } from "./retry-after.ts";

/** What an error says, whichever shape its thrower chose. */
export interface FailureFacts extends ErrorBody {
  readonly kind: "refusal" | "network" | "timeout" | "stream_truncated" | "bad_response";
  /** Whether the request itself was refused, so that no answer had begun. */
  readonly isRefusedAtOnce?: boolean;
  /** What the provider thinks of a second try, where it says so. */
  readonly shouldRetry?: boolean;
}

/** The provider's stream was over before it said why. */
export class TruncatedStreamError extends Error {
  override name = "TruncatedStreamError";
}

/** The provider answered, but not with a stream of events. */
export class NotAStreamError extends Error {
  override name = "NotAStreamError";
}

/** Reads what can be known from anything that a driver may meet: thrown, or found in its stream. */
export function failureFacts(error: unknown): FailureFacts {
  if (error instanceof TruncatedStreamError) return bare("stream_truncated");
  if (error instanceof NotAStreamError) return bare("bad_response", error.message);
  if (error instanceof HttpError) {
    const header = (name: string) => error.headers.get(name) ?? undefined;
    return fromStatus(error.status, header, parseErrorBody(error.body));
  }
  return sdkFacts(error) ?? otherFacts(error);
}

/** The errors of the AI SDK; undefined for any other. */
function sdkFacts(error: unknown): FailureFacts | undefined {
  if (APICallError.isInstance(error)) return fromCall(error);
  if (TypeValidationError.isInstance(error)) {
    return isRecord(error.value) && "error" in error.value
      ? fromFrame(error.value)
      : bare("bad_response");
  }
  if (JSONParseError.isInstance(error)) return bare("bad_response", error.text);
  if (InvalidResponseDataError.isInstance(error)) {
    return error.data === undefined
      ? bare("stream_truncated")
      : bare("bad_response", error.message);
  }
  return undefined;
}

function otherFacts(error: unknown): FailureFacts {
  if (error instanceof Error) return fromThrown(error);
  return isRecord(error) ? fromFrame(error) : { kind: "refusal", names: "", text: String(error) };
}

function fromCall(error: APICallError): FailureFacts {
  const { statusCode: status, responseHeaders: headers } = error;
  if (status === undefined) return bare(isTimeout(error) ? "timeout" : "network", error.message);
  if (status < 400) {
    if (EmptyResponseBodyError.isInstance(error.cause)) return bare("bad_response");
    return bare(isTimeout(error) ? "timeout" : "stream_truncated");
  }
  const body =
    error.responseBody === undefined
      ? readErrorBody(error.data)
      : parseErrorBody(error.responseBody);
  const text = body.text === "" ? error.message : body.text;
  return fromStatus(status, (name) => headers?.[name], { ...body, text });
}

function fromStatus(status: number, header: HeaderOf, body: ErrorBody): FailureFacts {
  const wait = retryAfterMs(header) ?? body.retryAfterMs;
  const advice = header("x-should-retry");
  return {
    kind: "refusal",
    status,
    names: body.names,
    text: body.text,
    isRefusedAtOnce: true,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...((advice === "true" || advice === "false") && { shouldRetry: advice === "true" }),
  };
}

/** An error object in the midst of a stream. */
function fromFrame(frame: Record<string, unknown>): FailureFacts {
  return { kind: "refusal", ...readErrorBody(frame) };
}

function fromThrown(error: Error): FailureFacts {
  if (isTimeout(error)) return bare("timeout");
  if (error.message === "terminated") return bare("stream_truncated");
  if (hasNetworkCause(error)) return bare("network", error.message);
  return { kind: "refusal", names: "", text: error.message };
}

function bare(kind: FailureFacts["kind"], text = ""): FailureFacts {
  return { kind, names: "", text };
}

const TIMEOUT_CODE = /TIMEDOUT|_TIMEOUT$/;
const NETWORK_CODE = /^E[A-Z]+$|^UND_ERR_/;

function isTimeout(error: Error): boolean {
  return causeCodes(error).some((code) => TIMEOUT_CODE.test(code));
}

function hasNetworkCause(error: Error): boolean {
  return causeCodes(error).some((code) => NETWORK_CODE.test(code));
}

/** Longer chains of causes than this are loops. */
const MAX_CAUSES = 8;

function causeCodes(error: Error): readonly string[] {
  const codes: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if ("code" in current && isText(current.code)) codes.push(current.code);
    current = current.cause;
  }
  return codes;
}

import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from "@ai-sdk/provider";

/** What an error says, whichever shape its thrower chose. */
export interface FailureFacts {
  readonly kind: "refusal" | "network" | "timeout" | "stream_truncated" | "bad_response";
  readonly status?: number;
  /** The provider's `code` and `type`, lower case, for matching. */
  readonly names: string;
  /** The provider's own words. */
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

/** The provider's stream was over before it said why. */
export class TruncatedStreamError extends Error {
  override name = "TruncatedStreamError";
}

/** The provider answered, but not with a stream of events. */
export class NotAStreamError extends Error {
  override name = "NotAStreamError";
}

/** Reads what can be known from anything that an SDK model may throw or put in its stream. */
export function failureFacts(error: unknown): FailureFacts {
  if (error instanceof TruncatedStreamError) return bare("stream_truncated");
  if (error instanceof NotAStreamError) return bare("bad_response", error.message);
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
  if (error instanceof Error) return fromThrown(error);
  return isRecord(error) ? fromFrame(error) : { kind: "refusal", names: "", text: String(error) };
}

function fromCall(error: APICallError): FailureFacts {
  const { statusCode: status } = error;
  if (status === undefined) return bare(isTimeout(error) ? "timeout" : "network", error.message);
  if (status < 400) {
    if (EmptyResponseBodyError.isInstance(error.cause)) return bare("bad_response");
    return bare(isTimeout(error) ? "timeout" : "stream_truncated");
  }
  const frame = fromFrame(error.data ?? parsed(error.responseBody));
  const retryAfter = Number(error.responseHeaders?.["retry-after"] ?? Number.NaN);
  return {
    kind: "refusal",
    status,
    names: frame.names,
    text: frame.text === "" ? error.message : frame.text,
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: Math.ceil(retryAfter) }),
  };
}

/** An error object of a provider: `{error: {message, code, type}}`, flat, or with plain text inside. */
function fromFrame(frame: unknown): FailureFacts {
  if (!isRecord(frame)) return { kind: "refusal", names: "", text: "" };
  const inner = isRecord(frame["error"]) ? frame["error"] : frame;
  const words = [inner["message"], inner["detail"], frame["error"]];
  const status = [inner["statusCode"], inner["status"], inner["code"]].map(Number).find(isFailure);
  return {
    kind: "refusal",
    ...(status !== undefined && { status }),
    names: [inner["code"], inner["type"]].filter(isString).join(" ").toLowerCase(),
    text: words.find(isString) ?? "",
  };
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

function isFailure(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
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
    if ("code" in current && isString(current.code)) codes.push(current.code);
    current = current.cause;
  }
  return codes;
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "null");
  } catch {
    return undefined; // not JSON: an HTML error page of a proxy says nothing that a person needs
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
} from "@modelcontextprotocol/client";

import { SignInNeeded } from "./sign-in/sign-in-problem.ts";

/** What an error of a call says about the call and about the connection. */
export type CallJudgement =
  /** The server answered: it does not want this call as it is. */
  | "rejected"
  /** The call did not reach the server, so that it can be made again. */
  | "not_sent"
  /** The server does not let us in. */
  | "forbidden"
  /** The server lets nobody in without a sign-in. */
  | "needs_sign_in"
  /** We may come in, and not do this. */
  | "needs_more"
  /** The call was on its way; nobody knows what became of it. */
  | "lost"
  /** The answer came and cannot be read. */
  | "unreadable"
  /** The server asks back, which this client never said that it can answer. */
  | "asks_back";

/** Tells what became of a call whose request threw. */
export function judge(error: unknown): CallJudgement {
  if (error instanceof SignInNeeded) return "needs_sign_in";
  if (error instanceof InsufficientScopeError) return "needs_more";
  if (error instanceof ProtocolError) return "rejected";
  if (error instanceof SdkHttpError) return judgeStatus(error.status);
  if (error instanceof SdkError) return SDK_JUDGEMENTS.get(error.code) ?? "lost";
  if (isNotConnected(error)) return "not_sent";
  return isRefusedByNetwork(error) ? "not_sent" : "lost";
}

const SDK_JUDGEMENTS = new Map<SdkErrorCode, CallJudgement>([
  [SdkErrorCode.NotConnected, "not_sent"],
  [SdkErrorCode.CapabilityNotSupported, "asks_back"],
  [SdkErrorCode.InputRequiredRoundsExceeded, "asks_back"],
  [SdkErrorCode.InvalidResult, "unreadable"],
  [SdkErrorCode.UnsupportedResultType, "unreadable"],
  [SdkErrorCode.ClientHttpUnexpectedContent, "unreadable"],
  [SdkErrorCode.ClientHttpAuthentication, "forbidden"],
  [SdkErrorCode.ClientHttpForbidden, "forbidden"],
]);

/** A session that the server forgot is answered with 404, by some servers with 400. */
function judgeStatus(status: number | undefined): CallJudgement {
  if (status === 400 || status === 404) return "not_sent";
  if (status === 401 || status === 403) return "forbidden";
  return "lost";
}

function isNotConnected(error: unknown): boolean {
  return error instanceof Error && error.message === "Not connected";
}

const REFUSALS = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

function isRefusedByNetwork(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && REFUSALS.has(String(error.code))) return true;
  return isRefusedByNetwork(error.cause);
}

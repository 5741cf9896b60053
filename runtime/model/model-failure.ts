import { type FailureCode, failureCode } from "./failure-code.ts";
import { type FailureFacts, failureFacts } from "./failure-facts.ts";
import { AgentSdkError } from "./model-errors.ts";
import type { NormalizedEvent } from "./normalized-event.ts";

/** The event that ends a failed stream. */
export type ModelFailure = Extract<NormalizedEvent, { type: "error" }>;

/** What the words of a failure may name. */
export interface ProviderIdentity {
  readonly provider: string;
  readonly baseUrl: string;
  /** The environment variable that holds the key. */
  readonly keyName?: string;
  /** The key itself: known only so that it can be struck out of what a provider says. */
  readonly apiKey?: string;
}

/** Words any error of a provider, its SDK or the network for a person; keys are struck out (R10). */
export function describeFailure(error: unknown, identity: ProviderIdentity): ModelFailure {
  if (error instanceof AgentSdkError) {
    const { code, reason, hint } = error;
    return { type: "error", code, message: reason, hint, retryable: false };
  }
  const facts = failureFacts(error);
  const code = failureCode(facts);
  const place =
    facts.status === undefined ? identity.provider : `${facts.status} from ${identity.provider}`;
  const retryable = facts.shouldRetry ?? RETRYABLE.has(code);
  const said = code === "auth" ? "" : tidy(facts.text, identity.apiKey);
  return {
    type: "error",
    code,
    message: `${SENTENCE[code]}. ${place}${said === "" ? "" : `: ${said}`}`,
    hint: `${hintOf(code, facts, identity)}${billed(code, facts)}`,
    retryable,
    // Refusals for good come with the state of the limits, too.
    ...(retryable && facts.retryAfterMs !== undefined && { retry_after_ms: facts.retryAfterMs }),
  };
}

/** Providers take nothing for what they refuse; of an answer that began they may. */
function billed(code: FailureCode, facts: FailureFacts): string {
  if (facts.isRefusedAtOnce === true) return ". Nothing was billed";
  if (code === "network") return "";
  return code === "timeout" || code === "stream_truncated" ? ". What it wrote may be billed" : "";
}

const SENTENCE: Readonly<Record<FailureCode, string>> = {
  auth: "The model refused the key",
  forbidden: "The key may not use this model",
  quota: "The account has no quota left",
  rate_limited: "The provider asks for a pause",
  context_length: "The conversation is too long for the model",
  not_found: "The provider does not know the model or the address",
  bad_request: "The provider refused the request as invalid",
  timeout: "The provider did not answer in time",
  server: "The provider failed",
  network: "The provider cannot be reached",
  stream_truncated: "The answer broke off before its end",
  bad_response: "The provider sent something that is not a model's answer",
};

const RETRYABLE: ReadonlySet<FailureCode> = new Set([
  "rate_limited",
  "timeout",
  "server",
  "network",
  "stream_truncated",
]);

function hintOf(code: FailureCode, facts: FailureFacts, identity: ProviderIdentity): string {
  const address = printableUrl(identity.baseUrl);
  switch (code) {
    case "auth":
      return identity.keyName === undefined
        ? `Set the key that "${address}" asks for`
        : `Set ${identity.keyName} to a valid key and start again`;
    case "forbidden":
      return "Choose a model that the key may use";
    case "quota":
      return "Check the plan and the billing of the account";
    case "rate_limited":
    case "timeout":
    case "server":
      return facts.retryAfterMs === undefined
        ? "Try again in a moment"
        : `Try again in ${Math.ceil(facts.retryAfterMs / 1000)} s`;
    case "context_length":
      return "Start a new conversation or choose a model with a larger context";
    case "not_found":
      return `Check the model's name and the base URL "${address}"`;
    case "bad_request":
      return "Change what it names, or check that the model can use tools and stream";
    case "network":
      return `Check that a server runs at the base URL "${address}"`;
    case "stream_truncated":
      return "Try again to get the whole answer";
    case "bad_response":
      return `Check the base URL "${address}" and the protocol`;
  }
}

/** How much of a provider's own words is shown. */
const SAID_CHARS = 300;
const KEY_LIKE =
  /\b(?:sk|pk|gsk|xai|key|nvapi)-[\w*-]{8,}|\b(?:gsk|hf|gh[a-z])_\w{8,}|\bAIza[\w-]{20,}|Bearer\s+\S{8,}/gi;

function tidy(text: string, apiKey: string | undefined): string {
  const struck = apiKey === undefined || apiKey === "" ? text : text.replaceAll(apiKey, "[key]");
  const line = struck.replace(KEY_LIKE, "[key]").replaceAll(/\s+/g, " ").trim();
  const cut = line.length > SAID_CHARS ? `${line.slice(0, SAID_CHARS)}…` : line;
  return cut.replace(/[.!]$/, "");
}

/** The address without user, password and query, which may hold secrets. */
function printableUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  return url === null ? "(not a URL)" : `${url.origin}${url.pathname}`;
}

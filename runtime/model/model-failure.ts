import { type FailureFacts, failureFacts } from "./failure-facts.ts";
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
  const facts = failureFacts(error);
  const code = codeOf(facts);
  const place =
    facts.status === undefined ? identity.provider : `${facts.status} from ${identity.provider}`;
  const said = code === "auth" ? "" : tidy(facts.text, identity.apiKey);
  return {
    type: "error",
    code,
    message: `${SENTENCE[code]}. ${place}${said === "" ? "" : `: ${said}`}`,
    hint: hintOf(code, facts, identity),
    retryable: RETRYABLE.has(code),
  };
}

type Code =
  | "auth"
  | "forbidden"
  | "quota"
  | "rate_limited"
  | "context_length"
  | "not_found"
  | "bad_request"
  | "timeout"
  | "server"
  | "network"
  | "stream_truncated"
  | "bad_response";

const SENTENCE: Readonly<Record<Code, string>> = {
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

const RETRYABLE: ReadonlySet<Code> = new Set([
  "rate_limited",
  "timeout",
  "server",
  "network",
  "stream_truncated",
]);

const BY_STATUS: Readonly<Record<number, Code>> = {
  401: "auth",
  402: "quota",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  429: "rate_limited",
  504: "timeout",
};

/** Names that providers give in `code` or `type`, in the order of trust. */
const BY_NAME: readonly (readonly [RegExp, Code])[] = [
  [/insufficient_quota|billing/, "quota"],
  [/context_length|context_window/, "context_length"],
  [/rate_limit|too_many_requests/, "rate_limited"],
  [/authentication|invalid_api_key/, "auth"],
  [/permission/, "forbidden"],
  [/not_found/, "not_found"],
  [/timeout/, "timeout"],
  [/overload|server_error|internal/, "server"],
  [/invalid|bad_request/, "bad_request"],
];

const TOO_LONG = /context (length|window|size)|maximum context|prompt is too long|too many tokens/i;

function codeOf(facts: FailureFacts): Code {
  if (facts.kind !== "refusal") return facts.kind;
  const named = BY_NAME.find(([pattern]) => pattern.test(facts.names))?.[1];
  const isCaller = facts.status === undefined || facts.status < 500;
  if (isCaller && TOO_LONG.test(facts.text)) return "context_length";
  if (facts.status === undefined) return named ?? "server";
  return named !== undefined && SHARPER.has(named) ? named : codeOfStatus(facts.status);
}

/** Names that tell more than the status they come with. */
const SHARPER: ReadonlySet<Code> = new Set(["quota", "context_length", "rate_limited"]);

function codeOfStatus(status: number): Code {
  return BY_STATUS[status] ?? (status >= 500 ? "server" : "bad_request");
}

function hintOf(code: Code, facts: FailureFacts, identity: ProviderIdentity): string {
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
      return facts.retryAfterSeconds === undefined
        ? "Try again in a moment"
        : `Try again in ${facts.retryAfterSeconds} s`;
    case "context_length":
      return "Start a new conversation or choose a model with a larger context";
    case "not_found":
      return `Check the model's name and the base URL "${address}"`;
    case "bad_request":
      return "Check that the model can use tools and stream";
    case "timeout":
    case "server":
      return "Try again in a moment";
    case "network":
      return `Check that a server runs at the base URL "${address}"`;
    case "stream_truncated":
      return "Try again to get the whole answer";
    case "bad_response":
      return `Check that the base URL "${address}" is an OpenAI-compatible API`;
  }
}

/** How much of a provider's own words is shown. */
const SAID_CHARS = 300;
const KEY_LIKE = /\b(?:sk|pk|gsk|xai|key)-[\w*-]{8,}|Bearer\s+\S{8,}/gi;

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

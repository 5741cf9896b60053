import type { FailureFacts } from "./failure-facts.ts";

/** What kind of failure it is, for programs. */
export type FailureCode =
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

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: "auth",
  402: "quota",
  403: "forbidden",
  404: "not_found",
  407: "auth",
  408: "timeout",
  413: "context_length",
  429: "rate_limited",
  504: "timeout",
  522: "timeout",
  524: "timeout",
};

/** Names that providers give in `code` or `type`, in the order of trust. */
const BY_NAME: readonly (readonly [RegExp, FailureCode])[] = [
  [
    /insufficient_quota|exceeded_current_quota|billing|insufficient_(?:credits|balance)|credit_balance|arrearage/,
    "quota",
  ],
  // Before the context: who counts tokens a minute speaks of too many of them, too.
  [
    /rate_limit|too_many_requests|throttl|resource_exhausted|(?:request|token)_quota|capacity_exceeded/,
    "rate_limited",
  ],
  [
    /context_length|context_window|context_size|too_many_(?:prompt_)?tokens|prompt_tokens_exceeded/,
    "context_length",
  ],
  [/authentication|(?:invalid|missing)_api_key|api_key_(?:invalid|expired)|unauth/, "auth"],
  [/permission/, "forbidden"],
  [
    /not_found|(?:invalid|unknown)_model|model_(?:decommissioned|not_(?:available|exist))/,
    "not_found",
  ],
  [/timeout|deadline_exceeded/, "timeout"],
  [/overload|server_error|internal|unavailable/, "server"],
  [/invalid|bad_request/, "bad_request"],
];

/** An account, or what it was allowed to spend, is used up. */
const EMPTY_ACCOUNT =
  /(?:credit|account) balance|insufficient (?:balance|credits|funds)|(?:run out of|used all available|any) credits|(?:spending|usage|key) limit|good standing|\b(?:week|month)ly\b.{0,20}\b(?:limit|quota)|calls ?\/ ?month/i;

/** Words that tell more than the status they come with, in the order of trust. */
const BY_TEXT: readonly (readonly [RegExp, FailureCode])[] = [
  [/context (?:length|window|size|limit)|maximum context/i, "context_length"],
  [/maximum (?:prompt|input|model) length|range of input length/i, "context_length"],
  [
    /(?:prompt|input|messages) (?:is |are )?too long|prompt exceeds|too many tokens/i,
    "context_length",
  ],
  [/(?:prompt|input) token count .{0,20}exceeds|model token limit/i, "context_length"],
  [
    /input tokens (?:\d+ )?(?:cannot )?exceed|exceeds? the maximum number of tokens/i,
    "context_length",
  ],
  [
    /reduce the length of the (?:messages|prompt|input)|tokens \+ .max_new_tokens/i,
    "context_length",
  ],
  [EMPTY_ACCOUNT, "quota"],
  [/api[ _-]?key[^.]{0,40}(?:invalid|incorrect|expired|not valid|missing)/i, "auth"],
  [/(?:invalid|incorrect|expired|missing) (?:x-)?api[ _-]?key/i, "auth"],
  [/^unauthorized\b/i, "auth"],
  [/security token\b.{0,40}(?:invalid|expired)|unregistered callers/i, "auth"],
  [
    /not a valid model|(?:invalid|unknown) model(?:[:,]| name| id)|unable to access model|model\b.{0,80}(?:(?:does )?not exist|not found|decommissioned)|model identifier is invalid|^model \S+ is not supported/i,
    "not_found",
  ],
];

/** Sharper than any status of a refused request, since a caller can act on it. */
const SHARPER: ReadonlySet<FailureCode> = new Set(["quota", "context_length", "rate_limited"]);

/** Sharper than the statuses that say no more than "not like this". */
const SHARPER_THAN_BAD: ReadonlySet<FailureCode> = new Set([...SHARPER, "auth", "not_found"]);

/** A key that is wrong or too old is not one that may not do this: Amazon says both with one status. */
const SHARPER_THAN_FORBIDDEN: ReadonlySet<FailureCode> = new Set([...SHARPER, "auth"]);

/** More than a rate allows at once: no pause helps, though the code may name the rate. */
const TOO_LARGE = /^request too large/i;

/** The class of a failure: the provider's names and words where they tell more than the status. */
export function failureCode(facts: FailureFacts): FailureCode {
  const { kind, status, names } = facts;
  if (kind !== "refusal") return kind;
  const named = BY_NAME.find(([pattern]) => pattern.test(names))?.[1];
  if (status === undefined) return codeInStream(named, facts);
  return status >= 500 ? codeOfBreakdown(named, facts) : codeOfRefusal(status, named, facts);
}

/** Of an error in an answer nobody tells the status. */
function codeInStream(named: FailureCode | undefined, facts: FailureFacts): FailureCode {
  if (named === "rate_limited") return codeOfPause(facts);
  const told = codeOfWords(facts.text);
  if (told === "context_length" || named === undefined) return told ?? named ?? "server";
  return named === "bad_request" ? (told ?? named) : named;
}

function codeOfBreakdown(named: FailureCode | undefined, facts: FailureFacts): FailureCode {
  if (named === "quota") return named;
  // Servers of one's own fail over a prompt that others refuse.
  const isTooLong = named !== "rate_limited" && codeOfWords(facts.text) === "context_length";
  return isTooLong ? "context_length" : (BY_STATUS[facts.status ?? 0] ?? "server");
}

function codeOfRefusal(
  status: number,
  named: FailureCode | undefined,
  facts: FailureFacts,
): FailureCode {
  const usual = BY_STATUS[status];
  // What is said of a pause often speaks of tokens and is still about the pause.
  if (usual === "rate_limited") return named === "quota" ? named : codeOfPause(facts);
  if (TOO_LARGE.test(facts.text)) return "context_length";
  const sharper = sharperThan(usual);
  const told = [named, codeOfWords(facts.text)];
  return told.find((code) => code !== undefined && sharper.has(code)) ?? usual ?? "bad_request";
}

function sharperThan(usual: FailureCode | undefined): ReadonlySet<FailureCode> {
  if (usual === undefined) return SHARPER_THAN_BAD;
  return usual === "forbidden" ? SHARPER_THAN_FORBIDDEN : SHARPER;
}

function codeOfWords(text: string): FailureCode | undefined {
  return BY_TEXT.find(([words]) => words.test(text))?.[1];
}

/** A pause helps against a rate, not against an empty account: who names a pause means the first. */
function codeOfPause({ text, retryAfterMs }: FailureFacts): FailureCode {
  if (TOO_LARGE.test(text)) return "context_length";
  const isEmpty = EMPTY_ACCOUNT.test(text) || /exceeded your current (?:token )?quota/i.test(text);
  return isEmpty && retryAfterMs === undefined ? "quota" : "rate_limited";
}

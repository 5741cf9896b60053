import type { RecordedRequest } from "./cassette.ts";
import { SECRET_NAME, Secrets } from "./secrets.ts";

/** A request as it was given to `fetch`, its secrets still in it: kept in memory only. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body?: string;
  /** The connection's key, struck out wherever it turns up. */
  readonly apiKey?: string;
}

/** Reads what `fetch` is called with; a body that is not text is left out. */
export function sentRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  apiKey: string | undefined,
): SentRequest {
  const request = input instanceof Request ? input : undefined;
  const { method = request?.method ?? "GET", headers = request?.headers, body } = init ?? {};
  return {
    method,
    url: input instanceof Request ? input.url : input.toString(),
    headers: new Headers(headers),
    ...(typeof body === "string" && { body }),
    ...(apiKey !== undefined && { apiKey }),
  };
}

/** Everything in a request that must not be stored. */
export function secretsOf({ url, headers, apiKey }: SentRequest): Secrets {
  const query = URL.parse(url)?.searchParams ?? new URLSearchParams();
  const named = [...headers, ...query].filter(([name]) => SECRET_NAME.test(name));
  return new Secrets([
    ...named.map(([, value]) => value),
    ...(apiKey === undefined ? [] : [apiKey]),
  ]);
}

/** What of a request is stored: allowed headers and parameters, secrets struck out. */
export function recordedRequest(sent: SentRequest, secrets: Secrets): RecordedRequest {
  const { method, body } = sent;
  return {
    method,
    path: secrets.strike(pathOf(sent.url)),
    headers: allowed(sent.headers, REQUEST_HEADERS, secrets),
    ...(body !== undefined && { body: secrets.strike(withoutSecretMembers(body)) }),
  };
}

/** What of an answer's headers is stored. */
export function recordedHeaders(headers: Headers, secrets: Secrets): Record<string, string> {
  return allowed(headers, RESPONSE_HEADERS, secrets);
}

const REQUEST_HEADERS = /^(?:content-type|accept|anthropic-version|anthropic-beta|openai-beta)$/;

/** What a driver acts upon, and what a provider's support asks for. */
const RESPONSE_HEADERS =
  /^(?:content-type|content-encoding|transfer-encoding|date|server|retry-after(?:-ms)?|(?:x-)?request-id|(?:openai-|x-)?(?:processing-ms|should-retry)|(?:x-|anthropic-)?ratelimit-[\w-]+|openai-version|cf-ray|apim-request-id|x-ms-region)$/;

function allowed(headers: Headers, names: RegExp, secrets: Secrets): Record<string, string> {
  const kept = [...headers].filter(([name]) => names.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, secrets.strike(value)]));
}

/** Parameters that say how the API is spoken; the values of all others are struck out. */
const OPEN_PARAMETERS = new Set(["alt", "api-version", "beta", "stream"]);

function pathOf(address: string): string {
  const url = URL.parse(address);
  if (url === null) return "/";
  const query = [...url.searchParams].map(([name, value]) =>
    OPEN_PARAMETERS.has(name) ? `${name}=${value}` : `${name}=***`,
  );
  return query.length === 0 ? url.pathname : `${url.pathname}?${query.join("&")}`;
}

/** Members such as the `authorization` of a tool that the provider is to call. */
const SECRET_MEMBER =
  /"((?:[\w-]+[-_])?(?:authorization|api[-_]?key|cookie|password|secret|token))"(\s*:\s*)"(?:[^"\\]|\\.)+"/gi;

function withoutSecretMembers(body: string): string {
  return body.replaceAll(SECRET_MEMBER, '"$1"$2"***"');
}

/** How a server wants the key. */
export type AuthScheme = "bearer" | "x-api-key" | "x-goog-api-key" | "api-key" | "none";

/** The header that carries a key; none without a key, since servers of one's own refuse a wrong one. */
export function authHeaders(
  scheme: AuthScheme,
  apiKey: string | undefined,
): Readonly<Record<string, string>> {
  if (apiKey === undefined || apiKey === "" || scheme === "none") return {};
  return scheme === "bearer" ? { authorization: `Bearer ${apiKey}` } : { [scheme]: apiKey };
}

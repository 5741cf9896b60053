import { Json } from "#runtime/event/shared.ts";
import { SECRET_NAME } from "#runtime/model/cassette/secrets.ts";

/** What keys look like, whoever issued them. The last group, where there is one, is the secret. */
const PATTERNS: readonly RegExp[] = [
  /\bsk-[\w-]{16,}/g,
  /\b(?:gh[opsu]_|github_pat_)\w{20,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  /\b(?:bearer|basic)\s+([\w.~+/-]{12,}=*)/gi,
  /:\/\/[^\s:@/]{1,64}:([^\s:@/]{6,256})@/g,
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]{1,8192}-----END [A-Z ]{0,20}PRIVATE KEY-----/g,
];

/** The keys that a text seems to hold. */
export function keysIn(text: string): readonly string[] {
  return PATTERNS.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => match[1] ?? match[0]),
  );
}

/** The values of members that are named like secrets, in JSON of any depth. */
export function namedSecrets(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === "string" && SECRET_NAME.test(name) ? [member] : namedSecrets(member),
  );
}

/** The same for JSON in a text, as models write arguments; nothing where it is none. */
export function namedSecretsIn(text: string): readonly string[] {
  try {
    return namedSecrets(Json.parse(JSON.parse(text)));
  } catch {
    return [];
  }
}

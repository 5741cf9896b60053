import { Json } from "#runtime/event/shared.ts";
import { SECRET_NAME } from "#runtime/model/cassette/secrets.ts";

/** Why something is struck out: how it was recognised. */
export type SecretKind = "known" | "key" | "header" | "url_password" | "private_key" | "home";

/** A text that must not leave. */
export interface FoundSecret {
  readonly kind: SecretKind;
  readonly value: string;
}

/** What keys look like, whoever issued them. The last group, where there is one, is the secret. */
const PATTERNS: readonly (readonly [SecretKind, RegExp])[] = [
  ["key", /\bsk-[\w-]{16,}/g],
  ["key", /\b(?:gh[opsu]_|github_pat_)\w{20,}/g],
  ["key", /\bxox[abprs]-[\w-]{10,}/g],
  ["key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ["key", /\bAIza[\w-]{35}/g],
  ["key", /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g],
  ["header", /\b(?:bearer|basic)\s+([\w.~+/-]{12,}=*)/gi],
  ["url_password", /:\/\/[^\s:@/]{1,64}:([^\s:@/]{6,256})@/g],
  [
    "private_key",
    /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]{1,8192}-----END [A-Z ]{0,20}PRIVATE KEY-----/g,
  ],
];

/** Folders that are named after a person, in the ways of the three systems; `\\\\` is as JSON has it. */
const HOMES = /\/(?:home|Users)\/[\w.-]+|\b[A-Z]:\\{1,2}Users\\{1,2}[\w.-]+/g;

/** The keys that a text seems to hold. */
export function keysIn(text: string): readonly FoundSecret[] {
  return PATTERNS.flatMap(([kind, pattern]) =>
    Array.from(text.matchAll(pattern), (match) => ({ kind, value: match[1] ?? match[0] })),
  );
}

/** The home folders that a text names. */
export function homesIn(text: string): readonly FoundSecret[] {
  return Array.from(text.matchAll(HOMES), ([value]) => ({ kind: "home", value }));
}

/** The values of members that are named like secrets, in JSON of any depth. */
export function namedSecrets(value: unknown): readonly FoundSecret[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === "string" && SECRET_NAME.test(name)
      ? [{ kind: "header", value: member } as const]
      : namedSecrets(member),
  );
}

/** The same for JSON in a text, as models write arguments; nothing where it is none. */
export function namedSecretsIn(text: string): readonly FoundSecret[] {
  try {
    return namedSecrets(Json.parse(JSON.parse(text)));
  } catch {
    return [];
  }
}

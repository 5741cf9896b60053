import { SECRET_NAME } from "#runtime/model/cassette/secrets.ts";

/** What this process must keep to itself: its token, and whatever its environment names like a secret. */
export function knownSecrets(
  env: Readonly<Record<string, string | undefined>>,
  token: string,
): readonly string[] {
  const named = Object.entries(env).filter(([name]) => SECRET_NAME.test(name.replaceAll("_", "-")));
  return [token, ...named.flatMap(([, value]) => (value === undefined ? [] : [value.trim()]))];
}

/** The variables of the process, handed in (R8). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of the first variable that is set and not empty. */
export function firstSet(env: Environment, names: readonly string[]): string | undefined {
  const name = firstSetName(env, names);
  return name === undefined ? undefined : env[name];
}

/** The first variable that is set and not empty. */
export function firstSetName(env: Environment, names: readonly string[]): string | undefined {
  return names.find((name) => Boolean(env[name]?.trim()));
}

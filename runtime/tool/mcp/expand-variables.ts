import { isStdio, type McpServerConfig } from "./config.ts";

/** The variables that texts of a configuration may name. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ExpandedConfig {
  readonly config: McpServerConfig;
  /** Puts the names back in place of the values that were filled in: those may be secrets (R10). */
  readonly redact: (text: string) => string;
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
/** Shorter values, such as `1`, are in too many words to be taken out of them. */
const MIN_SECRET_CHARS = 6;

/** Fills in `${VAR}` and `${VAR:-default}`. Throws an Error that names a variable without value. */
export function expandVariables(config: McpServerConfig, variables: Variables): ExpandedConfig {
  const filledIn = new Map<string, string>();
  const expand = (text: string, from: Variables) =>
    text.replace(VARIABLE, (whole, name: string, otherwise: string | undefined) => {
      const value = (Object.hasOwn(from, name) ? from[name] : undefined) ?? otherwise;
      if (value === undefined) {
        throw new Error(`The variable "${name}" is not set; set it, or write \${${name}:-default}`);
      }
      if (value.length >= MIN_SECRET_CHARS) filledIn.set(value, whole);
      return value;
    });
  const expandAll = (texts: Variables, from: Variables) =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, expand(text, from)]],
      ),
    );

  const env = config.env && expandAll(config.env, variables);
  const known = { ...variables, ...env };
  const expanded: McpServerConfig = isStdio(config)
    ? {
        ...config,
        command: expand(config.command, known),
        args: config.args.map((arg) => expand(arg, known)),
        ...(config.cwd !== undefined && { cwd: expand(config.cwd, known) }),
        ...(env && { env }),
      }
    : {
        ...config,
        url: expand(config.url, known),
        headers: expandAll(config.headers, known),
        ...(config.oauth && { oauth: expandAll(config.oauth, known) }),
      };
  return { config: expanded, redact: (text) => redact(text, filledIn) };
}

function redact(text: string, filledIn: ReadonlyMap<string, string>): string {
  const longestFirst = [...filledIn].toSorted(([left], [right]) => right.length - left.length);
  return longestFirst.reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
}

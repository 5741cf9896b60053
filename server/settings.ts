import { type Config, loadConfig } from "./config.ts";
import { fileOptions } from "./file-settings.ts";
import { serveOptions, type ServeOptions } from "./serve-options.ts";

/** All that a command was told: by its flags, by variables, and by the configuration file. */
export interface Settings {
  readonly options: ServeOptions;
  readonly config: Config;
}

/**
 * Puts flags, environment and file together: a flag wins over its variable, a variable over the file. Rejects with
 * RangeError for a flag or a variable, and with an Error for a file, that makes no sense.
 */
export async function readSettings(
  flags: Readonly<Record<string, string | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  const config = await loadConfig(serveOptions(flags, env).config);
  return { options: serveOptions(flags, env, fileOptions(config)), config };
}

import { createModelResolver } from "#runtime/model/configured-models.ts";
import { loadConfig } from "./config.ts";
import { modelSources } from "./model-sources.ts";
import { serveOptions } from "./serve-options.ts";

/** Prints what the composer would offer, one name a line, the default first. */
export async function listModels(flags: Readonly<Record<string, string>>): Promise<void> {
  const options = serveOptions(flags, process.env);
  const config = await loadConfig(options.config);
  const models = await createModelResolver(await modelSources(options, config));
  process.stdout.write(`${models.list().join("\n")}\n`);
}

import { createModelResolver } from "#runtime/model/configured-models.ts";
import { modelSources } from "./model-sources.ts";
import { readSettings } from "./settings.ts";

/** Prints what the composer would offer, one name a line, the default first. */
export async function listModels(flags: Readonly<Record<string, string>>): Promise<void> {
  const { options, config } = await readSettings(flags, process.env);
  const models = await createModelResolver(await modelSources(options, config));
  process.stdout.write(`${models.list().join("\n")}\n`);
}

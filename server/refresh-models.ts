import { mkdir, writeFile } from "node:fs/promises";

import { MODELS_DEV_URL, refreshCatalogue } from "#runtime/model/catalogue/refresh-catalogue.ts";
import { systemClock } from "#runtime/system-services.ts";
import { readCatalogueText, refreshedCatalogue } from "./model-sources.ts";
import { readSettings } from "./settings.ts";

/** Fetches the catalogue of models anew into the data folder, where the next start finds it. */
export async function refreshModels(flags: Readonly<Record<string, string>>): Promise<void> {
  const { options } = await readSettings(flags, process.env);
  const path = refreshedCatalogue(options);
  const { providers, models } = await refreshCatalogue({
    from: flags["from"] ?? MODELS_DEV_URL,
    fetch: globalThis.fetch,
    clock: systemClock,
    readFile: readCatalogueText,
    save: async (text) => {
      await mkdir(options.data, { recursive: true, mode: 0o700 });
      await writeFile(path, text);
    },
  });
  process.stdout.write(`${models} models of ${providers} providers in ${path}\n`);
}

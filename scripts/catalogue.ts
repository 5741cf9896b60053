import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { MODELS_DEV_URL, refreshCatalogue } from "#runtime/model/catalogue/refresh-catalogue.ts";
import { systemClock } from "#runtime/system-services.ts";

/** Makes the bundled catalogue from the facts of models.dev, given as a path or an address. */
const bundled = join(import.meta.dirname, "../runtime/model/catalogue/bundled.json");
const { providers, models } = await refreshCatalogue({
  from: process.argv[2] ?? MODELS_DEV_URL,
  fetch: globalThis.fetch,
  clock: systemClock,
  readFile: (path) => readFile(path, "utf8"),
  save: (text) => writeFile(bundled, text),
});
process.stdout.write(`${models} models of ${providers} providers in ${bundled}\n`);

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { hasCode } from "#runtime/log/disk.ts";
import type { CatalogueFile } from "#runtime/model/catalogue/catalogue.ts";
import { nodeHttpFetch } from "#runtime/model/node-http-fetch.ts";
import { parseCatalogue } from "#runtime/model/catalogue/refresh-catalogue.ts";
import type { ModelSources } from "#runtime/model/configured-models.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Config } from "./config.ts";
import type { ServeOptions } from "./serve-options.ts";

/** Where `uar models refresh` puts a catalogue. */
export function refreshedCatalogue({ data }: Pick<ServeOptions, "data">): string {
  return join(data, "catalogue.json");
}

/**
 * What models are found from: the configuration, the environment, and catalogues, the file of uar.yaml
 * before a refreshed one. Rejects with an Error that names a catalogue that cannot be read.
 */
export async function modelSources(
  options: ServeOptions,
  config: Config,
): Promise<ModelSources & { readonly catalogues: readonly CatalogueFile[] }> {
  const named = config.models?.catalogue;
  const files = await Promise.all([
    named === undefined ? undefined : readCatalogue(named),
    readIfThere(refreshedCatalogue(options)),
  ]);
  return {
    config: config.models,
    env: process.env,
    fetch: nodeHttpFetch,
    clock: systemClock,
    catalogues: files.filter((file) => file !== undefined),
  };
}

async function readIfThere(path: string): Promise<CatalogueFile | undefined> {
  try {
    return await readCatalogue(path);
  } catch (error) {
    if (error instanceof Error && hasCode(error.cause, "ENOENT")) return undefined;
    throw error;
  }
}

async function readCatalogue(path: string): Promise<CatalogueFile> {
  return parseCatalogue(await readCatalogueText(path), path);
}

/** Rejects with an Error that names the file. */
export async function readCatalogueText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`Could not read the catalogue "${path}"`, { cause });
  }
}

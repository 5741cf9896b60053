import { createCatalogue, type Catalogue, type CatalogueFile } from "./catalogue.ts";

/** The bundled catalogue behind the given files. Read at the first call, not at start. */
export async function loadCatalogue(files: readonly CatalogueFile[]): Promise<Catalogue> {
  const { default: bundled } = await import("./bundled.json", { with: { type: "json" } });
  // Not parsed again: the script wrote it from parsed facts, and a test holds it to the schema.
  return createCatalogue([...files, bundled]);
}

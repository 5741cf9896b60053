import type { CatalogueFile } from "./catalogue.ts";

/** The text of a catalogue: one line a model, so that a refresh can be read as a difference. */
export function writeCatalogue(file: CatalogueFile): string {
  const providers = Object.entries(file).map(([id, { models, ...provider }]) => {
    const lines = Object.entries(models).map(
      ([model, facts]) => `${JSON.stringify(model)}:${JSON.stringify(facts)}`,
    );
    const head = JSON.stringify(provider).slice(0, -1);
    return `${JSON.stringify(id)}:${head},"models":{\n${lines.join(",\n")}\n}}`;
  });
  return `{\n${providers.join(",\n")}\n}\n`;
}

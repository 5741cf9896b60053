import { z } from "zod";

const Tokens = z.int().min(0);
const Dollars = z.number().min(0);

/** What models.dev says of a model, as far as it matters here; what is not known is absent. */
export const CatalogueModel = z.object({
  id: z.string().min(1),
  name: z.string(),
  /** In tokens; 0 stands for unknown. */
  limit: z.object({ context: Tokens, output: Tokens }),
  /** Dollars per million tokens. */
  cost: z
    .object({
      input: Dollars,
      output: Dollars,
      cache_read: Dollars.exactOptional(),
      cache_write: Dollars.exactOptional(),
      reasoning: Dollars.exactOptional(),
    })
    .exactOptional(),
  tool_call: z.boolean(),
  reasoning: z.boolean(),
  modalities: z.object({ input: z.array(z.string()), output: z.array(z.string()) }),
  /** The day as year-month-day, sometimes without the day. */
  release_date: z.string().exactOptional(),
  status: z.string().exactOptional(),
});
export type CatalogueModel = z.infer<typeof CatalogueModel>;

export const CatalogueProvider = z.object({
  id: z.string().min(1),
  name: z.string(),
  /** Variables that the provider's own tools read. */
  env: z.array(z.string()).default([]),
  /** Where its models are described. */
  doc: z.string().exactOptional(),
  models: z.record(z.string(), CatalogueModel),
});
export type CatalogueProvider = z.infer<typeof CatalogueProvider>;

/** A file in the shape of models.dev/api.json: provider id to provider. More fields are let be. */
export const CatalogueFile = z.record(z.string(), CatalogueProvider);
export type CatalogueFile = z.infer<typeof CatalogueFile>;

/** The names of models.dev for presets that it calls otherwise. */
export const CATALOGUE_NAMES: Readonly<Record<string, string>> = { together: "togetherai" };

/** Facts about models, asked by the names that this project uses. */
export interface Catalogue {
  /** Undefined where nobody has described the model. `id` is as the provider has it. */
  findModel(provider: string, id: string): CatalogueModel | undefined;
  /** The ids of a provider's models that talk and use tools, newest first. */
  modelsOf(provider: string): readonly string[];
  findProvider(provider: string): CatalogueProvider | undefined;
}

/** A catalogue over files, the first that knows a model wins. */
export function createCatalogue(files: readonly CatalogueFile[]): Catalogue {
  const sources = (provider: string): readonly CatalogueProvider[] => {
    const id = CATALOGUE_NAMES[provider] ?? provider;
    return files.flatMap((file) => (Object.hasOwn(file, id) ? (file[id] ?? []) : []));
  };
  return {
    findProvider: (provider) => sources(provider)[0],
    findModel: (provider, id) =>
      sources(provider)
        .map(({ models }) => (Object.hasOwn(models, id) ? models[id] : undefined))
        .find((model) => model !== undefined),
    modelsOf: (provider) => {
      const known = new Map<string, CatalogueModel>();
      for (const { models } of sources(provider).toReversed()) {
        for (const model of Object.values(models)) known.set(model.id, model);
      }
      return [...known.values()]
        .filter(isUsable)
        .toSorted(newestFirst)
        .map(({ id }) => id);
    },
  };
}

/** An agent needs text and tools; voices and what its maker gives up may be named, but are not offered. */
function isUsable({ tool_call, modalities: { output }, status }: CatalogueModel): boolean {
  const isWriter = output.includes("text") && !output.includes("audio");
  return tool_call && isWriter && status !== "deprecated";
}

function newestFirst(one: CatalogueModel, other: CatalogueModel): number {
  return (other.release_date ?? "").localeCompare(one.release_date ?? "");
}

import { loadCatalogue } from "#runtime/model/catalogue/load-catalogue.ts";
import {
  type ConfiguredModels,
  createModelResolver,
  type ModelSources,
} from "#runtime/model/configured-models.ts";
import { ProviderAuthError, UnknownModelError } from "#runtime/model/model-errors.ts";
import { firstSet } from "#runtime/model/provider/environment.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import { splitModelName } from "#runtime/model/provider/model-name.ts";
import { PRESET_NAMES, presetOf } from "#runtime/model/provider/presets.ts";

/** Where models come from: providers as in `models.providers` of uar.yaml, and what stands beside them. */
export type LibrarySources = Omit<ModelSources, "config"> & { readonly providers?: unknown };

/**
 * The models of one run. Of a provider that is known by its name nothing has to be configured. Throws, before any
 * model is asked, UnsupportedProviderError, UnknownModelError or ProviderAuthError.
 */
export async function chooseModel(
  name: string,
  sources: LibrarySources,
): Promise<ConfiguredModels> {
  const { providers = {}, ...around } = sources;
  const configured = ModelConfig.parse({ providers });
  const asked = splitModelName(name);
  const preset = PRESET_NAMES.find((known) => known === asked?.provider);
  const isConfigured = asked !== undefined && Object.hasOwn(configured.providers, asked.provider);
  if (asked === undefined || preset === undefined || isConfigured) {
    return createModelResolver({ ...around, config: { ...configured, default: name } });
  }
  await checkModel(name, asked.model, preset, around);
  await checkKey(asked, preset, around);
  const added = ModelConfig.parse({ providers: { [preset]: { models: [asked.model] } } });
  const all = { ...configured.providers, ...added.providers };
  return createModelResolver({
    ...around,
    config: { ...configured, providers: all, default: name },
  });
}

/** A provider whose models the catalogue lists has no others. */
async function checkModel(
  name: string,
  model: string,
  preset: (typeof PRESET_NAMES)[number],
  { catalogues = [] }: LibrarySources,
): Promise<void> {
  if (presetOf(preset).listing !== "catalogue") return;
  const catalogue = await loadCatalogue(catalogues);
  if (catalogue.findModel(preset, model) !== undefined) return;
  const known = catalogue.modelsOf(preset).slice(0, 5);
  if (known.length === 0) return;
  throw new UnknownModelError(name, `Some that ${preset} has: ${known.join(", ")}`);
}

async function checkKey(
  asked: { readonly provider: string; readonly model: string },
  preset: (typeof PRESET_NAMES)[number],
  { env, secrets }: LibrarySources,
): Promise<void> {
  const { needsKey, keyVariables } = presetOf(preset);
  if (!needsKey || firstSet(env, keyVariables) !== undefined) return;
  const { provider, model } = asked;
  const key = await secrets?.({ provider, model, modelId: `${provider}/${model}` });
  if (!key) throw new ProviderAuthError(provider, keyVariables[0] ?? "");
}

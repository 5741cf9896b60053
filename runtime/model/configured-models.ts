import { type ModelDriver, type ModelResolver, UnknownModelError } from "./driver.ts";
import { findProviders, type ProviderOrigin, type Surroundings } from "./find-providers.ts";
import { createOfflineModel } from "./offline/offline-model.ts";
import type { Provider } from "./provider.ts";
import { createScenarioDriver } from "./scenario/scenario-driver.ts";
import type { Scenario } from "./scenario/scenario-file.ts";

export interface ModelSources extends Surroundings {
  readonly scenarios?: readonly Scenario[];
}

export interface ConfiguredModels extends ModelResolver {
  /** What `resolve()` takes: the first name of `list()`. */
  readonly defaultModel: string;
  /** Where the default came from; `none` is the offline reader. */
  readonly origin: ProviderOrigin;
}

const OFFLINE = "offline/reader";
const MAX_NAMED_MODELS = 20;
/** Drivers that are kept: each makes schemas of its own, and their first use is slow. */
const MAX_KEPT_DRIVERS = 64;

/**
 * Finds out which models there are, once, at start. Rejects with UnknownModelError when the
 * configured default is none of them, and with TypeError for a variable that makes no sense.
 */
export async function createModelResolver(sources: ModelSources): Promise<ConfiguredModels> {
  const { origin, providers } = await findProviders(sources);
  // The SDKs take a tenth of a second to load: the offline start does not wait for them.
  const connect =
    providers.length === 0 ? undefined : (await import("./connect-driver.ts")).connectDriver;
  const local = localDrivers(sources);
  const names = [...providers.flatMap(namesOf), ...local.keys()];
  const kept = new Map<string, ModelDriver>();

  const find = (name: string): ModelDriver | undefined => {
    const known = local.get(name);
    if (known !== undefined) return known;
    const place = locate(name, providers);
    if (place === undefined || connect === undefined) return undefined;
    const { provider, model } = place;
    if (provider.problem !== undefined) return refusingDriver(provider, model);
    const driver = kept.get(name) ?? connect(provider.connection, model);
    if (kept.size < MAX_KEPT_DRIVERS) kept.set(name, driver);
    return driver;
  };
  const resolve = (name: string): ModelDriver => {
    const driver = find(name) ?? find(fullName(name, names));
    if (driver !== undefined) return driver;
    throw new UnknownModelError(`Unknown model "${name}". Known models: ${enumerate(names)}`);
  };

  const defaultModel = sources.config?.default ?? names[0] ?? OFFLINE;
  resolve(defaultModel);
  return {
    defaultModel,
    origin,
    resolve: (name = defaultModel) => resolve(name),
    list: () => [defaultModel, ...names.filter((name) => name !== defaultModel)],
  };
}

/** Models that live in this process and are always there. */
function localDrivers(sources: ModelSources): ReadonlyMap<string, ModelDriver> {
  const drivers = [
    createOfflineModel(sources.clock),
    ...(sources.scenarios ?? []).map((scenario) => createScenarioDriver(scenario, sources.clock)),
  ];
  return new Map(drivers.map((driver) => [`${driver.provider}/${driver.model}`, driver]));
}

function namesOf(provider: Provider): readonly string[] {
  return provider.models.map((model) => `${provider.connection.provider}/${model}`);
}

function locate(
  name: string,
  providers: readonly Provider[],
): { provider: Provider; model: string } | undefined {
  const slash = name.indexOf("/");
  const model = name.slice(slash + 1);
  const provider = providers.find((p) => p.connection.provider === name.slice(0, slash));
  if (slash < 1 || model === "" || provider === undefined) return undefined;
  return provider.closed && !provider.models.includes(model) ? undefined : { provider, model };
}

/** A model's name without its provider counts where only one provider has it. */
function fullName(name: string, names: readonly string[]): string {
  const matches = names.filter((full) => full.slice(full.indexOf("/") + 1) === name);
  return matches.length === 1 && matches[0] !== undefined ? matches[0] : name;
}

function refusingDriver(provider: Provider, model: string): ModelDriver {
  return {
    provider: provider.connection.provider,
    model,
    stream: async function* (_request, signal) {
      signal.throwIfAborted();
      if (provider.problem !== undefined) yield provider.problem;
    },
  };
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED_MODELS).join(", ");
  const rest = names.length - MAX_NAMED_MODELS;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

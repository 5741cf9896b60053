import type { CatalogueFile, CatalogueModel } from "./catalogue/catalogue.ts";
import { loadCatalogue } from "./catalogue/load-catalogue.ts";
import { createDirectModel, DIRECT_MODEL } from "./direct/direct-model.ts";
import type { ModelDriver, ModelResolver } from "./driver.ts";
import { describeFailure, type ModelFailure } from "./model-failure.ts";
import { createOfflineModel } from "./offline/offline-model.ts";
import type { Connection } from "./provider/connection.ts";
import {
  findProviders,
  type ProviderOrigin,
  type Surroundings,
} from "./provider/find-providers.ts";
import { splitModelName } from "./provider/model-name.ts";
import type { Provider } from "./provider/provider.ts";
import { type SecretsResolver, withSecrets } from "./provider/secrets.ts";
import { forModel } from "./provider/to-connection.ts";
import { unknownModel } from "./provider/unknown-model.ts";
import { createScenarioDriver } from "./scenario/scenario-driver.ts";
import { findVariant } from "./scenario/scenario-variant.ts";
import type { Scenario } from "./scenario/scenario-file.ts";

export interface ModelSources extends Surroundings {
  readonly scenarios?: readonly Scenario[];
  /** Facts that go before the bundled ones. */
  readonly catalogues?: readonly CatalogueFile[];
  /** Asked for a key before the environment is. */
  readonly secrets?: SecretsResolver;
}

export interface ConfiguredModels extends ModelResolver {
  /** What `resolve()` takes: the first name of `list()`. */
  readonly defaultModel: string;
  /** Where the default came from; `none` is the offline reader. */
  readonly origin: ProviderOrigin;
  /** Names to go on with, in order, when a model fails. */
  readonly fallback: readonly string[];
  /** What is known of a model; undefined where nothing is. */
  info(name: string): CatalogueModel | undefined;
  /** Why every request to a model would fail, known before one is sent. */
  problem(name: string): ModelFailure | undefined;
}

const OFFLINE = "offline/reader";
/** Drivers that are kept: each makes schemas of its own, and their first use is slow. */
const MAX_KEPT_DRIVERS = 64;

/**
 * Finds out which models there are, once, at start. Rejects with UnknownModelError when a configured
 * name is none of them, and with TypeError for a setting that makes no sense.
 */
export async function createModelResolver(sources: ModelSources): Promise<ConfiguredModels> {
  const catalogue = () => loadCatalogue(sources.catalogues ?? []);
  const { origin, providers } = await findProviders({ ...sources, catalogue });
  const facts = providers.length === 0 ? undefined : await catalogue();
  const drivers = await createDrivers(sources, providers);
  const local = localDrivers(sources);
  const offered = [...local.keys()].filter((name) => name !== DIRECT_MODEL);
  const names = [...providers.flatMap(namesOf), ...offered];

  const locateAny = (name: string): Place | undefined =>
    locate(name, providers) ?? locate(fullName(name, names), providers);
  const resolve = (name: string): ModelDriver => {
    const known = local.get(name) ?? local.get(fullName(name, names));
    if (known !== undefined) return known;
    const variant = scenarioVariant(name, sources);
    if (variant !== undefined) return variant;
    const place = locateAny(name);
    if (place !== undefined) return drivers(place);
    const owners = providers.map(({ connection }) => connection.provider);
    throw unknownModel(name, { models: names, providers: [...owners, "offline", "scenario"] });
  };

  const defaultModel = sources.config?.default ?? llmModel(sources) ?? names[0] ?? OFFLINE;
  const fallback = sources.config?.fallback ?? [];
  for (const name of [defaultModel, ...fallback]) resolve(name);
  return {
    defaultModel,
    origin,
    fallback,
    resolve: (name = defaultModel) => resolve(name),
    list: () => [defaultModel, ...names.filter((name) => name !== defaultModel)],
    info: (name) => {
      const place = locateAny(name);
      return place && facts?.findModel(place.provider.preset, place.model);
    },
    problem: (name) => {
      const provider = locateAny(name)?.provider;
      if (provider?.problem === undefined || sources.secrets !== undefined) return undefined;
      return describeFailure(provider.problem, provider.connection);
    },
  };
}

/** LLM_MODEL beside no server of its own is the full name of the default. */
function llmModel({ env }: ModelSources): string | undefined {
  return env["LLM_BASE_URL"] || env["LLM_API_KEY"] ? undefined : env["LLM_MODEL"] || undefined;
}

interface Place {
  readonly provider: Provider;
  readonly model: string;
}

/** Makes the driver for a place, or gives the one it has made before. */
async function createDrivers(
  { clock, secrets }: ModelSources,
  providers: readonly Provider[],
): Promise<(place: Place) => ModelDriver> {
  if (providers.length === 0) return refusingDriver;
  // The drivers' share takes its time to load: the offline start does not wait for it.
  const { connectDriver } = await import("./connect-driver.ts");
  const connect = (connection: Connection, model: string) =>
    connectDriver(forModel(connection, model), model, clock);
  const create = (place: Place): ModelDriver => {
    const { provider, model } = place;
    if (secrets !== undefined) return withSecrets(provider, model, secrets, connect);
    if (provider.problem !== undefined) return refusingDriver(place);
    return connect(provider.connection, model);
  };
  const kept = new Map<string, ModelDriver>();
  return (place) => {
    const name = `${place.provider.connection.provider}/${place.model}`;
    const driver = kept.get(name) ?? create(place);
    if (kept.size < MAX_KEPT_DRIVERS) kept.set(name, driver);
    return driver;
  };
}

/** Models that live in this process and are always there. No list offers the one for a person's own calls. */
function localDrivers(sources: ModelSources): ReadonlyMap<string, ModelDriver> {
  const drivers = [
    createOfflineModel(sources.clock),
    createDirectModel(),
    ...(sources.scenarios ?? []).map((scenario) => createScenarioDriver(scenario, sources.clock)),
  ];
  return new Map(drivers.map((driver) => [`${driver.provider}/${driver.model}`, driver]));
}

/** A scenario that is played as its name says; no list offers these, there is no end of them. */
function scenarioVariant(
  name: string,
  { scenarios = [], clock }: ModelSources,
): ModelDriver | undefined {
  const [owner, rest = ""] = name.split("/", 2);
  const scenario = owner === "scenario" ? findVariant(rest, scenarios) : undefined;
  return scenario && createScenarioDriver(scenario, clock);
}

function namesOf(provider: Provider): readonly string[] {
  return provider.models.map((model) => `${provider.connection.provider}/${model}`);
}

function locate(name: string, providers: readonly Provider[]): Place | undefined {
  const { provider: owner, model = "" } = splitModelName(name) ?? {};
  const provider = providers.find(({ connection }) => connection.provider === owner);
  if (provider === undefined) return undefined;
  return provider.closed && !provider.models.includes(model) ? undefined : { provider, model };
}

/** A model's name without its provider counts where only one provider has it. */
function fullName(name: string, names: readonly string[]): string {
  const matches = names.filter((full) => full.slice(full.indexOf("/") + 1) === name);
  return matches.length === 1 && matches[0] !== undefined ? matches[0] : name;
}

function refusingDriver({ provider: { connection, problem }, model }: Place): ModelDriver {
  return {
    provider: connection.provider,
    model,
    stream: async function* (_request, signal) {
      signal.throwIfAborted();
      yield [describeFailure(problem, connection)];
    },
  };
}

import type { Clock } from "#runtime/services.ts";
import type { Catalogue } from "#runtime/model/catalogue/catalogue.ts";
import { ProviderAuthError } from "#runtime/model/model-errors.ts";
import type { Connection } from "./connection.ts";
import { detectPreset } from "./detect-preset.ts";
import type { Environment } from "./environment.ts";
import { fromEnvironment, type ProviderEntry } from "./from-environment.ts";
import { listModels } from "./list-models.ts";
import { type ModelConfig, ProviderConfig } from "./model-config.ts";
import { findOllamaModels, ollamaAddress } from "./ollama.ts";
import { presetOf, type PresetName } from "./presets.ts";
import type { Provider } from "./provider.ts";
import { settleAddress } from "./settle-address.ts";
import { presetNameOf, toConnection } from "./to-connection.ts";

export interface Surroundings {
  readonly config?: ModelConfig | undefined;
  readonly env: Environment;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export interface ProviderSearch extends Surroundings {
  /** Loaded only where a provider's models come from it. */
  readonly catalogue: () => Promise<Catalogue>;
}

/** Where the first of the found providers came from. */
export type ProviderOrigin = "config" | "environment" | "ollama" | "none";

const LIST_TIMEOUT_MS = 1000;
const PROBE_TIMEOUT_MS = 300;

/**
 * The providers to offer, the default first: those of uar.yaml, then those that variables name, and
 * only where both are silent a running Ollama.
 */
export async function findProviders(
  around: ProviderSearch,
): Promise<{ origin: ProviderOrigin; providers: readonly Provider[] }> {
  const configured = Object.entries(around.config?.providers ?? {});
  const wanted = [...configured, ...fromEnvironment(around.env)];
  const unique = wanted.filter(([name], at) => wanted.findIndex(([n]) => n === name) === at);
  const providers = await Promise.all(unique.map((entry) => toProvider(entry, around)));
  if (configured.length > 0) return { origin: "config", providers };
  if (providers.length > 0) return { origin: "environment", providers };

  const ollama = await probeOllama(around);
  return ollama === undefined
    ? { origin: "none", providers: [] }
    : { origin: "ollama", providers: [ollama] };
}

async function toProvider(
  [name, config]: ProviderEntry,
  around: ProviderSearch,
): Promise<Provider> {
  const preset = presetNameOf(name, config);
  const first = toConnection(name, config, around);
  const problem = missingKey(first, config, presetOf(preset).needsKey);
  const request = { ...around, headers: first.headers, timeoutMs: LIST_TIMEOUT_MS };
  const connection = isOpen(first, preset, config) ? await settleAddress(first, request) : first;
  const listing = { ...around, ...(problem === undefined && { request }) };
  const listed = config.models;
  return {
    preset,
    connection,
    models: listed.length > 0 ? listed : await listModels(connection, preset, listing),
    closed: listed.length > 0 && around.config?.providers[name] === config,
    ...(problem && { problem }),
  };
}

/** Whether neither the entry nor its host tells where, and in what, the server answers. */
function isOpen(connection: Connection, preset: PresetName, config: ProviderConfig): boolean {
  const isHost = URL.parse(connection.baseUrl)?.pathname === "/";
  return preset === "compatible" && config.protocol === "auto" && isHost;
}

/** A key is a must where the entry names one, and at the vendor's own address. */
function missingKey(
  connection: Connection,
  config: ProviderConfig,
  needsKey: boolean,
): ProviderAuthError | undefined {
  const { apiKey, auth, baseUrl, keyName } = connection;
  const isVendor = detectPreset(baseUrl) !== undefined;
  const needed = config.api_key_env !== undefined || (needsKey && isVendor);
  if (!needed || auth === "none" || apiKey !== undefined || keyName === undefined) return undefined;
  return new ProviderAuthError(connection.provider, keyName);
}

async function probeOllama(around: ProviderSearch): Promise<Provider | undefined> {
  const address = ollamaAddress(around.env["OLLAMA_HOST"]);
  const models = await findOllamaModels(address, { ...around, timeoutMs: PROBE_TIMEOUT_MS });
  if (models === undefined || models.length === 0) return undefined;
  const config = ProviderConfig.parse({ driver: "ollama", base_url: address });
  const connection = toConnection("ollama", config, around);
  return { preset: "ollama", connection, models, closed: false };
}

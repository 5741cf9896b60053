import { z } from "zod";

import type { Clock } from "#runtime/services.ts";

import { type Connection, isOpenAI } from "./connection.ts";
import { getJson, type JsonRequest } from "./get-json.ts";
import { type ModelConfig, ProviderConfig } from "./model-config.ts";
import type { ModelFailure } from "./model-failure.ts";
import { findOllamaModels, ollamaAddress } from "./ollama.ts";
import type { Provider } from "./provider.ts";
import { type Environment, toConnection } from "./to-connection.ts";

export interface Surroundings {
  readonly config?: ModelConfig | undefined;
  readonly env: Environment;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Where the first of the found providers came from. */
export type ProviderOrigin = "config" | "environment" | "ollama" | "none";

const DEFAULT_OPENAI_MODEL = "gpt-5.4-mini";
/** What a server that lists no models is asked for: those that serve one model take any name. */
const ANY_MODEL = "default";
const LIST_TIMEOUT_MS = 1000;
const PROBE_TIMEOUT_MS = 300;
const MAX_LISTED_MODELS = 100;

/**
 * The providers to offer, the default first: those of uar.yaml, then OPENAI_API_KEY and
 * OPENAI_BASE_URL, and only where both are silent a running Ollama.
 */
export async function findProviders(
  around: Surroundings,
): Promise<{ origin: ProviderOrigin; providers: readonly Provider[] }> {
  const configured = Object.entries(around.config?.providers ?? {});
  const given = fromEnvironment(around.env);
  const wanted = given === undefined ? configured : [...configured, given];
  const unique = wanted.filter(([name], at) => wanted.findIndex(([n]) => n === name) === at);
  const providers = await Promise.all(unique.map((entry) => toProvider(entry, around)));
  if (configured.length > 0) return { origin: "config", providers };
  if (providers.length > 0) return { origin: "environment", providers };

  const ollama = await probeOllama(around);
  return ollama === undefined
    ? { origin: "none", providers: [] }
    : { origin: "ollama", providers: [ollama] };
}

type Entry = readonly [name: string, config: ProviderConfig];

/** The provider `openai`, wherever its variables point. */
function fromEnvironment(env: Environment): Entry | undefined {
  const baseUrl = env["OPENAI_BASE_URL"];
  if (!env["OPENAI_API_KEY"] && !baseUrl) return undefined;
  const config = ProviderConfig.safeParse({
    ...(baseUrl && { base_url: baseUrl }),
    ...(env["OPENAI_MODEL"] && { models: [env["OPENAI_MODEL"]] }),
  });
  if (config.success) return ["openai", config.data];
  throw new TypeError(
    `OPENAI_BASE_URL is "${baseUrl}", which is not an http address: give one such as "http://127.0.0.1:8000/v1"`,
  );
}

async function toProvider([name, config]: Entry, around: Surroundings): Promise<Provider> {
  const connection = toConnection(name, config, around);
  const problem = missingKey(connection, config);
  const listed = config.models;
  const models = listed.length > 0 ? listed : await findModels(connection, config, around, problem);
  return {
    connection,
    models,
    closed: listed.length > 0 && around.config?.providers[name] === config,
    ...(problem && { problem }),
  };
}

function missingKey(connection: Connection, config: ProviderConfig): ModelFailure | undefined {
  const needed = isOpenAI(connection.baseUrl) || config.api_key_env !== undefined;
  if (!needed || connection.apiKey !== undefined) return undefined;
  return {
    type: "error",
    code: "auth",
    message: `There is no key for ${connection.provider}. The variable ${connection.keyName} is empty`,
    hint: `Set ${connection.keyName} and start again`,
    retryable: false,
  };
}

const ModelList = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

async function findModels(
  connection: Connection,
  config: ProviderConfig,
  around: Surroundings,
  problem: ModelFailure | undefined,
): Promise<readonly string[]> {
  if (isOpenAI(connection.baseUrl)) return [DEFAULT_OPENAI_MODEL];
  if (problem !== undefined) return [ANY_MODEL];
  const request = { ...around, apiKey: connection.apiKey, timeoutMs: LIST_TIMEOUT_MS };
  const names =
    config.driver === "ollama"
      ? await findOllamaModels(connection.baseUrl.replace(/\/v1$/, ""), request)
      : await listOpenAIModels(connection.baseUrl, request);
  return names === undefined || names.length === 0
    ? [ANY_MODEL]
    : names.slice(0, MAX_LISTED_MODELS);
}

async function listOpenAIModels(
  baseUrl: string,
  request: JsonRequest,
): Promise<readonly string[] | undefined> {
  const answer = ModelList.safeParse(
    await getJson(`${baseUrl.replace(/\/$/, "")}/models`, request),
  );
  return answer.data?.data.map((model) => model.id);
}

async function probeOllama(around: Surroundings): Promise<Provider | undefined> {
  const address = ollamaAddress(around.env["OLLAMA_HOST"]);
  const request = { ...around, timeoutMs: PROBE_TIMEOUT_MS };
  const models = await findOllamaModels(address, request);
  if (models === undefined || models.length === 0) return undefined;
  const config = ProviderConfig.parse({ driver: "ollama", base_url: address });
  return { connection: toConnection("ollama", config, around), models, closed: false };
}

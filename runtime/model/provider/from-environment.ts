import { isHttp, notHttp } from "./address.ts";
import { azureDeployment } from "./azure.ts";
import { detectPreset } from "./detect-preset.ts";
import { type Environment, firstSetName } from "./environment.ts";
import { ProtocolChoice, ProviderConfig } from "./model-config.ts";
import { PRESET_NAMES, presetOf, type PresetName } from "./presets.ts";

export type ProviderEntry = readonly [name: string, config: ProviderConfig];

/**
 * The providers that variables name, the default first: LLM_*, then OPENAI_*, then every preset whose
 * key is set. Throws TypeError for a value that makes no sense.
 */
export function fromEnvironment(env: Environment): readonly ProviderEntry[] {
  const entries = [generic(env), openai(env), ...PRESET_NAMES.map((name) => preset(name, env))];
  return entries
    .filter((entry) => entry !== undefined)
    .filter(([name], at, all) => all.findIndex((other) => other?.[0] === name) === at);
}

/** LLM_BASE_URL, LLM_API_KEY, LLM_MODEL and LLM_PROTOCOL: any server, named after who runs it. */
function generic(env: Environment): ProviderEntry | undefined {
  const baseUrl = valueOf(env, "LLM_BASE_URL");
  const key = valueOf(env, "LLM_API_KEY");
  if (baseUrl === undefined && key === undefined) return undefined;
  if (baseUrl !== undefined && !isHttp(baseUrl)) throw notHttp("LLM_BASE_URL", baseUrl);
  const protocol = ProtocolChoice.safeParse(valueOf(env, "LLM_PROTOCOL") ?? "auto");
  if (!protocol.success) {
    throw new TypeError(
      `LLM_PROTOCOL is "${env["LLM_PROTOCOL"]}": set it to one of ${ProtocolChoice.options.join(", ")}`,
    );
  }
  const name = baseUrl === undefined ? "openai" : (detectPreset(baseUrl) ?? "compatible");
  const model = valueOf(env, "LLM_MODEL");
  const config = ProviderConfig.parse({
    preset: name,
    protocol: protocol.data,
    ...(baseUrl !== undefined && { base_url: baseUrl }),
    ...(key !== undefined && { api_key_env: "LLM_API_KEY" }),
    ...(model !== undefined ? { models: [model] } : deploymentOf(name, env)),
  });
  return [name, config];
}

/** OPENAI_API_KEY and OPENAI_BASE_URL are the provider `openai`, wherever they point. */
function openai(env: Environment): ProviderEntry | undefined {
  const baseUrl = valueOf(env, "OPENAI_BASE_URL");
  if (baseUrl === undefined && valueOf(env, "OPENAI_API_KEY") === undefined) return undefined;
  if (baseUrl !== undefined && !isHttp(baseUrl)) throw notHttp("OPENAI_BASE_URL", baseUrl);
  const model = valueOf(env, "OPENAI_MODEL");
  const config = ProviderConfig.parse({
    ...(baseUrl !== undefined && { base_url: baseUrl }),
    ...(model !== undefined && { models: [model] }),
  });
  return ["openai", config];
}

/** A preset is there when its key is, or for servers without one when their address is. */
function preset(name: PresetName, env: Environment): ProviderEntry | undefined {
  const { keyVariables, needsKey, baseUrlVariables = [] } = presetOf(name);
  // A running Ollama is probed for only where nothing else is configured.
  if (name === "openai" || name === "ollama") return undefined;
  const telling = needsKey ? keyVariables : baseUrlVariables;
  if (firstSetName(env, telling) === undefined) return undefined;
  if (name === "azure" && firstSetName(env, AZURE_PLACES) === undefined) return undefined;
  return [name, ProviderConfig.parse(deploymentOf(name, env))];
}

/** Without one of these a key for Azure says nothing about where to go. */
const AZURE_PLACES = [
  "AZURE_OPENAI_ENDPOINT",
  "AZURE_OPENAI_BASE_URL",
  "AZURE_RESOURCE_NAME",
  "AZURE_OPENAI_RESOURCE",
];

function deploymentOf(name: PresetName, env: Environment): { models?: readonly string[] } {
  const deployment = name === "azure" ? azureDeployment(env) : undefined;
  return deployment === undefined ? {} : { models: [deployment] };
}

function valueOf(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import { addressOf } from "./address.ts";
import { authHeaders } from "./auth.ts";
import { DEPLOYMENT } from "./azure.ts";
import { chooseProtocol, PROTOCOL_AUTH } from "./choose-protocol.ts";
import type { Connection } from "./connection.ts";
import { detectPreset } from "./detect-preset.ts";
import { type Environment, firstSetName } from "./environment.ts";
import type { ProviderConfig } from "./model-config.ts";
import type { Preset } from "./preset.ts";
import { isPresetName, presetOf, type PresetName } from "./presets.ts";

const ANTHROPIC_VERSION = "2023-06-01";

/**
 * How a provider of the configuration is reached. Throws TypeError, with the value and the fix, for a
 * UAR_PROTOCOL that is none and for a provider whose address or package nothing tells.
 */
export function toConnection(
  name: string,
  config: ProviderConfig,
  around: { readonly env: Environment; readonly fetch: typeof globalThis.fetch },
): Connection {
  const presetName = presetNameOf(name, config);
  const preset = presetOf(presetName);
  const protocol = chooseProtocol(name, presetName, config, around.env);
  const npm = packageOf(name, preset, protocol, config);
  const key = keyOf(name, config, preset, around.env);
  const leaveOut = config.leave_out ?? preset.leaveOut;
  const connection: Connection = {
    provider: name,
    protocol,
    driver: npm === undefined ? "http" : "ai-sdk",
    ...(npm !== undefined && { package: npm }),
    ...addressOf(name, presetName, config, protocol, around.env),
    auth: config.auth ?? preset.auth ?? PROTOCOL_AUTH[protocol],
    ...(key.keyName !== undefined && { keyName: key.keyName }),
    headers: {
      ...(protocol === "anthropic" && { "anthropic-version": ANTHROPIC_VERSION }),
      ...lowerCase(config.headers),
    },
    ...(leaveOut !== undefined && { leaveOut }),
    ...(preset.chat !== undefined && { chat: preset.chat }),
    ...(config.inactivity_ms !== undefined && { inactivityMs: config.inactivity_ms }),
    fetch: around.fetch,
  };
  return withKey(connection, key.apiKey);
}

/** The same connection with a key, in the header that the provider wants it in. */
export function withKey(connection: Connection, apiKey: string | undefined): Connection {
  if (apiKey === undefined || apiKey === "") return connection;
  const headers = { ...connection.headers, ...authHeaders(connection.auth, apiKey) };
  return { ...connection, headers, apiKey };
}

/** The preset of an entry: what it says, else its base URL's host, else its own name. */
export function presetNameOf(name: string, config: ProviderConfig): PresetName {
  if (config.preset !== undefined) return config.preset;
  if (config.driver === "openai" || config.driver === "ollama") return config.driver;
  const detected = config.base_url === undefined ? undefined : detectPreset(config.base_url);
  if (detected !== undefined) return detected;
  if (config.driver === "openai-compatible") return "compatible";
  // The name "openai" at another address has always meant a server that is compatible with it.
  if (name === "openai" && config.base_url !== undefined) return "compatible";
  return isPresetName(name) ? name : "compatible";
}

/** The same connection for one model: some addresses hold its name. */
export function forModel(connection: Connection, model: string): Connection {
  if (!connection.baseUrl.includes(DEPLOYMENT)) return connection;
  const baseUrl = connection.baseUrl.replace(DEPLOYMENT, encodeURIComponent(model));
  return { ...connection, baseUrl };
}

/** Our own driver where nothing else is asked: a package only for those that are known by one. */
function packageOf(
  name: string,
  preset: Preset,
  protocol: ProtocolName,
  config: ProviderConfig,
): string | undefined {
  if (config.package !== undefined) return config.package;
  if (config.driver === "http") return undefined;
  const speaksIt = preset.endpoints[protocol] !== undefined;
  if (config.driver !== "ai-sdk" || preset.package !== undefined) {
    return speaksIt ? preset.package : undefined;
  }
  throw new TypeError(
    `The provider "${name}" has driver: ai-sdk and no package: name it, such as package: "@ai-sdk/mistral"`,
  );
}

/** Keys go where their own preset points; OpenAI's also to the server that is called "openai". */
function keyOf(
  name: string,
  config: ProviderConfig,
  preset: Preset,
  env: Environment,
): { keyName?: string; apiKey?: string } {
  const usual = name === "openai" ? ["OPENAI_API_KEY"] : preset.keyVariables;
  const names = config.api_key_env === undefined ? usual : [config.api_key_env];
  const keyName = firstSetName(env, names) ?? names[0];
  const apiKey = keyName === undefined ? undefined : env[keyName]?.trim();
  return { ...(keyName !== undefined && { keyName }), ...(apiKey && { apiKey }) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

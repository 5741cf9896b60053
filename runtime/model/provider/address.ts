import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import { azureAddress } from "./azure.ts";
import { type Environment, firstSetName } from "./environment.ts";
import type { ProviderConfig } from "./model-config.ts";
import { ollamaAddress } from "./ollama.ts";
import { presetOf, type PresetName } from "./presets.ts";

export interface Address {
  /** Without a slash at its end and without a query. */
  readonly baseUrl: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Where the vendors' own servers keep these protocols, for a base URL that is only a host. */
const VENDOR_PATH: Readonly<Partial<Record<ProtocolName, string>>> = {
  anthropic: "/v1",
  gemini: "/v1beta",
  cohere: "/v2",
};

/**
 * Where a provider answers: its base URL, else its preset's. A base URL that is only a host takes the
 * path of the preset. Throws TypeError where nothing tells an address.
 */
export function addressOf(
  name: string,
  presetName: PresetName,
  config: ProviderConfig,
  protocol: ProtocolName,
  env: Environment,
): Address {
  const given = config.base_url ?? fromVariables(presetName, env);
  const endpoint = presetOf(presetName).endpoints[protocol] ?? "";
  const own = endpoint === "" ? (VENDOR_PATH[protocol] ?? "") : pathOf(new URL(endpoint));
  if (presetName === "azure") {
    const address = azureAddress(given, config, protocol, env);
    if (address !== undefined) return split(address.baseUrl, "", address.query);
    throw new TypeError(
      `The provider "${name}" has no address: give its base_url, or set AZURE_OPENAI_ENDPOINT or AZURE_RESOURCE_NAME`,
    );
  }
  if (presetName === "ollama") return split(ollamaAddress(given), own, versionOf(config));
  if (given !== undefined) return split(given, own, versionOf(config));
  if (endpoint !== "") return split(endpoint, "", versionOf(config));
  if (config.package !== undefined) return { baseUrl: "" }; // the package knows where its vendor is
  throw new TypeError(
    `The provider "${name}" has no address: give its base_url, or choose a preset that has one`,
  );
}

function fromVariables(presetName: PresetName, env: Environment): string | undefined {
  const variable = firstSetName(env, presetOf(presetName).baseUrlVariables ?? []);
  const value = variable === undefined ? undefined : env[variable]?.trim();
  if (value === undefined || presetName === "ollama" || isHttp(value)) return value;
  throw notHttp(`${variable}`, value);
}

/** Whether a text is an address that can be asked. */
export function isHttp(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

/** What is said of a variable that should hold a base URL and does not. */
export function notHttp(variable: string, value: string): TypeError {
  return new TypeError(
    `${variable} is "${value}", which is not an http address: give one such as "http://127.0.0.1:8000/v1"`,
  );
}

function versionOf(config: ProviderConfig): Readonly<Record<string, string>> {
  return config.api_version === undefined ? {} : { "api-version": config.api_version };
}

/** Takes the query off an address and gives it a path where it has none. */
function split(base: string, path: string, query: Readonly<Record<string, string>>): Address {
  const [plain = "", search = ""] = base.split("?", 2);
  const trimmed = plain.replace(/\/+$/, "");
  const hasPath = /^https?:\/\/[^/]+\//.test(trimmed);
  const all = { ...Object.fromEntries(new URLSearchParams(search)), ...query };
  return {
    baseUrl: hasPath ? trimmed : `${trimmed}${path}`,
    ...(Object.keys(all).length > 0 && { query: all }),
  };
}

function pathOf(url: URL): string {
  return url.pathname.replace(/\/+$/, "");
}

import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import type { AuthScheme } from "./auth.ts";
import type { Environment } from "./environment.ts";
import { ProtocolChoice, type ProviderConfig } from "./model-config.ts";
import { presetOf, type PresetName } from "./presets.ts";

/** The scheme of a protocol's own vendor, for servers that say nothing else. */
export const PROTOCOL_AUTH: Readonly<Record<ProtocolName, AuthScheme>> = {
  chat: "bearer",
  responses: "bearer",
  anthropic: "x-api-key",
  gemini: "x-goog-api-key",
  ollama: "bearer",
  cohere: "bearer",
};

/**
 * The protocol of a provider: what its entry says, else of those that its address allows UAR_PROTOCOL,
 * else what the preset is best at. Throws TypeError for a protocol that the provider does not speak.
 */
export function chooseProtocol(
  name: string,
  presetName: PresetName,
  config: ProviderConfig,
  env: Environment,
): ProtocolName {
  const { endpoints } = presetOf(presetName);
  // The keys of a preset's own record, in its order.
  const spoken = Object.keys(endpoints) as ProtocolName[];
  const asked = askedProtocol(env);
  if (config.protocol !== "auto") {
    if (config.base_url !== undefined || spoken.includes(config.protocol)) return config.protocol;
    throw new TypeError(
      `The provider "${name}" does not speak "${config.protocol}": choose one of ${spoken.join(", ")}, or give the base_url of a server that does`,
    );
  }
  const there = spoken.filter((protocol) => isAt(endpoints[protocol], config.base_url));
  const open = there.length > 0 ? there : spoken;
  // Ollama is found by itself: what is meant for the others must not change it.
  if (asked !== "auto" && presetName !== "ollama" && open.includes(asked)) return asked;
  return open[0] ?? "chat";
}

/** Whether an endpoint's path is that of the base URL: a host alone says nothing of a protocol. */
function isAt(endpoint = "", baseUrl = ""): boolean {
  const path = pathOf(baseUrl);
  return path !== "" && path === pathOf(endpoint);
}

function pathOf(address: string): string {
  return URL.parse(address)?.pathname.replace(/\/+$/, "") ?? "";
}

function askedProtocol(env: Environment): ProtocolChoice {
  const asked = ProtocolChoice.safeParse(env["UAR_PROTOCOL"] || "auto");
  if (asked.success) return asked.data;
  const choices = ProtocolChoice.options.map((option) => `"${option}"`).join(", ");
  throw new TypeError(`UAR_PROTOCOL is "${env["UAR_PROTOCOL"]}": set it to one of ${choices}`);
}

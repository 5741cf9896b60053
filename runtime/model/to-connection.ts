import { z } from "zod";

import { type Connection, isOpenAI, OPENAI_BASE_URL } from "./connection.ts";
import type { ProviderConfig } from "./model-config.ts";
import { ollamaAddress } from "./ollama.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a provider of the configuration is reached. Throws TypeError for a UAR_PROTOCOL that is none. */
export function toConnection(
  name: string,
  config: ProviderConfig,
  around: { readonly env: Environment; readonly fetch: typeof globalThis.fetch },
): Connection {
  const baseUrl = baseUrlOf(config, around.env);
  const key = keyOf(name, baseUrl, config, around.env);
  return {
    provider: name,
    baseUrl,
    driver: config.driver === "openai" || isOpenAI(baseUrl) ? "openai" : "openai-compatible",
    protocol: protocolOf(baseUrl, config, around.env),
    fetch: around.fetch,
    ...key,
  };
}

function baseUrlOf(config: ProviderConfig, env: Environment): string {
  if (config.driver !== "ollama") return config.base_url ?? OPENAI_BASE_URL;
  return `${ollamaAddress(config.base_url ?? env["OLLAMA_HOST"])}/v1`;
}

/** OpenAI's own key goes to OpenAI, and to where the variables that name it point. */
function keyOf(
  name: string,
  baseUrl: string,
  config: ProviderConfig,
  env: Environment,
): { keyName?: string; apiKey?: string } {
  const fallback = name === "openai" || isOpenAI(baseUrl) ? "OPENAI_API_KEY" : undefined;
  const keyName = config.api_key_env ?? fallback;
  const apiKey = keyName === undefined ? undefined : env[keyName];
  return { ...(keyName !== undefined && { keyName }), ...(apiKey && { apiKey }) };
}

const Protocol = z.enum(["auto", "chat", "responses"]);

function protocolOf(
  baseUrl: string,
  config: ProviderConfig,
  env: Environment,
): Connection["protocol"] {
  const asked = Protocol.safeParse(env["UAR_PROTOCOL"] || "auto");
  if (!asked.success) {
    throw new TypeError(
      `UAR_PROTOCOL is "${env["UAR_PROTOCOL"]}": set it to "chat", "responses" or "auto"`,
    );
  }
  if (config.protocol !== "auto") return config.protocol;
  if (config.driver === "ollama") return "chat";
  if (asked.data !== "auto") return asked.data;
  return isOpenAI(baseUrl) ? "responses" : "chat";
}

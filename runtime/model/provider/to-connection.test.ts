import { expect, test } from "vitest";

import type { Connection } from "./connection.ts";
import { ProviderConfig } from "./model-config.ts";
import { PRESET_NAMES, presetOf } from "./presets.ts";
import { forModel, toConnection } from "./to-connection.ts";

function connect(
  name: string,
  entry: Record<string, unknown> = {},
  env: Record<string, string> = {},
): Connection {
  return toConnection(name, ProviderConfig.parse(entry), { env, fetch });
}

test.each(PRESET_NAMES.filter((name) => !["azure", "compatible"].includes(name)))(
  "%s needs no more than its name: each of its protocols has an address",
  (name) => {
    for (const [protocol, address] of Object.entries(presetOf(name).endpoints)) {
      expect(connect(name, { protocol })).toMatchObject({ protocol, baseUrl: address });
    }
  },
);

test.each([
  ["https://api.openai.com/v1", "responses", "ai-sdk"],
  ["https://my-team.openai.azure.com", "chat", "http"],
  ["https://openrouter.ai/api/v1", "chat", "http"],
  ["https://api.together.xyz/v1", "chat", "http"],
  ["https://api.groq.com/openai/v1", "chat", "http"],
  ["https://api.anthropic.com", "anthropic", "http"],
  ["https://generativelanguage.googleapis.com", "gemini", "http"],
  ["http://localhost:11434", "chat", "http"],
  ["http://127.0.0.1:9999/v1", "chat", "http"],
  ["https://generativelanguage.googleapis.com/v1beta/openai/", "chat", "http"],
  ["https://api.deepseek.com/anthropic/v1", "anthropic", "http"],
  ["https://api.cohere.com", "cohere", "http"],
  ["https://api.cohere.ai/compatibility/v1", "chat", "http"],
])("the base URL %s is enough to know that %s is spoken", (base_url, protocol, driver) => {
  expect(connect("mine", { base_url })).toMatchObject({ protocol, driver });
});

test.each([
  ["groq", "https://api.groq.com", "https://api.groq.com/openai/v1"],
  ["cohere", "https://proxy.example", "https://proxy.example/v2"],
  ["anthropic", "https://proxy.example/", "https://proxy.example/v1"],
  ["vllm", "http://gpu:8000/", "http://gpu:8000/v1"],
  ["vllm", "http://gpu:8000/v1/", "http://gpu:8000/v1"],
  ["ollama", "http://box:11434/v1", "http://box:11434/v1"],
  ["mine", "http://gpu:8000", "http://gpu:8000"],
])("%s at %s is asked at %s", (name, base_url, baseUrl) => {
  expect(connect(name, { base_url }).baseUrl).toBe(baseUrl);
});

test("UAR_PROTOCOL chooses among the protocols of an address, and no other", () => {
  const env = { UAR_PROTOCOL: "responses" };

  expect(connect("vllm", { base_url: "http://gpu:8000/v1" }, env).protocol).toBe("responses");
  expect(
    connect(
      "google",
      { base_url: "https://proxy.example/v1beta/openai" },
      { UAR_PROTOCOL: "gemini" },
    ).protocol,
  ).toBe("chat");
});

test("the query of a base URL goes to every address", () => {
  const connection = connect("mine", { base_url: "https://x.example/a?team=7&b=%20" });

  expect(connection).toMatchObject({
    baseUrl: "https://x.example/a",
    query: { team: "7", b: " " },
  });
});

test.each([
  [{ AZURE_RESOURCE_NAME: "team" }, "https://team.openai.azure.com/openai/v1", undefined],
  [
    { AZURE_OPENAI_ENDPOINT: "https://team.openai.azure.com/", AZURE_API_VERSION: "2024-10-21" },
    "https://team.openai.azure.com/openai/deployments/my%20gpt",
    { "api-version": "2024-10-21" },
  ],
  [
    { AZURE_OPENAI_ENDPOINT: "https://team.openai.azure.com/openai", AZURE_API_VERSION: "v1" },
    "https://team.openai.azure.com/openai/v1",
    { "api-version": "v1" },
  ],
])("Azure with %j answers at %s", (env, baseUrl, query) => {
  const connection = forModel(connect("azure", {}, env), "my gpt");

  expect(connection.baseUrl).toBe(baseUrl);
  expect(connection.query).toEqual(query);
});

test("the protocol is found without a provider, and the provider without a protocol", () => {
  const server = { base_url: "http://box/v1", protocol: "anthropic", api_key_env: "K" };

  expect(connect("mine", server, { K: "k" }).headers).toEqual({
    "anthropic-version": "2023-06-01",
    "x-api-key": "k",
  });
  expect(connect("deepseek", { protocol: "anthropic" }, {}).baseUrl).toBe(
    "https://api.deepseek.com/anthropic/v1",
  );
});

test("a community package is named, and knows its own address", () => {
  const entry = { driver: "ai-sdk", package: "@ai-sdk/perplexity", api_key_env: "MY_KEY" };

  expect(connect("perplexity", entry, { MY_KEY: "k" })).toMatchObject({
    driver: "ai-sdk",
    package: "@ai-sdk/perplexity",
    baseUrl: "",
    apiKey: "k",
  });
});

test.each([
  ["mine", {}, 'The provider "mine" has no address: give its base_url'],
  ["azure", {}, "set AZURE_OPENAI_ENDPOINT or AZURE_RESOURCE_NAME"],
  ["mistral", { driver: "ai-sdk" }, 'name it, such as package: "@ai-sdk/mistral"'],
  ["groq", { protocol: "gemini" }, 'does not speak "gemini": choose one of chat, responses'],
])("%s as %j is refused with the fix", (name, entry, message) => {
  expect(() => connect(name, entry)).toThrow(message);
});

test("a variable that should hold an address and does not is named", () => {
  expect(() => connect("anthropic", {}, { ANTHROPIC_BASE_URL: "nowhere" })).toThrow(
    'ANTHROPIC_BASE_URL is "nowhere"',
  );
});

test.each([
  [{ headers: { Authorization: "Bearer x" } }, "Leave the key to api_key_env"],
  [{ driver: "http", package: "@ai-sdk/xai" }, "leave one of the two out"],
  [{ preset: "opnai" }, "openai"],
  [{ protocol: "grpc" }, "responses"],
  [{ inactivity_ms: 1 }, "100"],
])("the entry %j does not fit", (entry, words) => {
  const { success, error } = ProviderConfig.safeParse(entry);

  expect(success).toBe(false);
  expect(JSON.stringify(error?.issues)).toContain(words);
});

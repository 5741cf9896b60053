import { expect, test } from "vitest";

import { fromEnvironment } from "./from-environment.ts";

function found(env: Record<string, string>): readonly string[] {
  return fromEnvironment(env).map(([name]) => name);
}

test.each([
  [{}, []],
  [{ ANTHROPIC_API_KEY: "k" }, ["anthropic"]],
  [{ ANTHROPIC_API_KEY: " " }, []],
  [{ XAI_API_KEY: "k", GROQ_API_KEY: "k", OPENAI_API_KEY: "k" }, ["openai", "groq", "xai"]],
  [{ GOOGLE_GENERATIVE_AI_API_KEY: "k" }, ["google"]],
  [{ AZURE_OPENAI_API_KEY: "k" }, []],
  [{ AZURE_OPENAI_API_KEY: "k", AZURE_RESOURCE_NAME: "r" }, ["azure"]],
  [{ VLLM_BASE_URL: "http://gpu:8000" }, ["vllm"]],
  [{ LLM_API_KEY: "k", OPENAI_API_KEY: "k" }, ["openai"]],
  [{ LLM_BASE_URL: "https://api.together.xyz/v1", LLM_API_KEY: "k" }, ["together"]],
  [{ LLM_BASE_URL: "http://box/v1", ANTHROPIC_API_KEY: "k" }, ["compatible", "anthropic"]],
])("the variables %j are the providers %j, the default first", (env, names) => {
  expect(found(env)).toEqual(names);
});

test("LLM_* say all about one server", () => {
  const env = {
    LLM_BASE_URL: "http://box/v1",
    LLM_API_KEY: "k",
    LLM_MODEL: "qwen/qwen3",
    LLM_PROTOCOL: "responses",
  };

  expect(fromEnvironment(env)[0]?.[1]).toMatchObject({
    base_url: "http://box/v1",
    api_key_env: "LLM_API_KEY",
    models: ["qwen/qwen3"],
    protocol: "responses",
  });
});

test("Azure's deployment is its model", () => {
  const env = {
    LLM_BASE_URL: "https://team.openai.azure.com",
    LLM_API_KEY: "k",
    AZURE_DEPLOYMENT_NAME: "my-gpt",
  };

  expect(fromEnvironment(env)[0]).toMatchObject(["azure", { models: ["my-gpt"] }]);
});

test.each([
  [{ LLM_BASE_URL: "box:8000/v1" }, 'LLM_BASE_URL is "box:8000/v1", which is not an http address'],
  [{ LLM_API_KEY: "k", LLM_PROTOCOL: "grpc" }, 'LLM_PROTOCOL is "grpc": set it to one of'],
])("the variables %j are refused with the fix", (env, message) => {
  expect(() => fromEnvironment(env)).toThrow(message);
});

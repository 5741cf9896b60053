import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";

import {
  type ConfiguredModels,
  createModelResolver,
  type ModelSources,
} from "./configured-models.ts";
import { UnknownModelError } from "./model-errors.ts";
import { ModelConfig } from "./provider/model-config.ts";
import { parseScenario } from "./scenario/parse-scenario.ts";
import { collect, spoken } from "./testing/collect.ts";
import { chatAnswer, startModelServer } from "./testing/local-model-server.ts";

const SCENARIO = parseScenario(
  "name: hello\ntitle: H\nprompt: Go\npasses: [{ steps: [{ text: Hello }] }]",
  "hello.yaml",
);

/** Nothing listens there: each request is refused. */
const noNetwork: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));

function resolver(sources: Partial<ModelSources> = {}): Promise<ConfiguredModels> {
  return createModelResolver({
    env: {},
    fetch: noNetwork,
    clock: systemClock,
    scenarios: [SCENARIO],
    ...sources,
  });
}

function config(providers: Record<string, unknown>, model?: string): ModelConfig {
  return ModelConfig.parse({ providers, ...(model && { default: model }) });
}

test("with nothing configured the offline reader is the default, and scenarios are there", async () => {
  const models = await resolver();

  expect(models.origin).toBe("none");
  expect(models.list()).toEqual(["offline/reader", "scenario/hello"]);
  expect(models.resolve()).toMatchObject({ provider: "offline", model: "reader" });
  expect(spoken(await collect(models.resolve("scenario/hello"))).text).toBe("Hello");
});

test("an unknown model is named together with the known ones", async () => {
  const models = await resolver();

  expect(() => models.resolve("openai/gpt-9")).toThrow(UnknownModelError);
  expect(() => models.resolve("openai/gpt-9")).toThrow(
    'Unknown model "openai/gpt-9". Known models: offline/reader, scenario/hello',
  );
});

test("a name without its provider counts where only one has it", async () => {
  const models = await resolver();

  expect(models.resolve("reader").provider).toBe("offline");
});

test("a key alone makes OpenAI the default, with any of its models by name", async () => {
  const models = await resolver({ env: { OPENAI_API_KEY: "k" } });

  expect(models.origin).toBe("environment");
  expect(models.defaultModel).toMatch(/^openai\/gpt-/);
  expect(models.resolve("openai/gpt-5.6")).toMatchObject({ provider: "openai", model: "gpt-5.6" });
});

test("OPENAI_BASE_URL without a key talks Chat Completions to that server, with its first model", async () => {
  await using server = await startModelServer((response, request) => {
    if (request.path === "/v1/models") {
      response.end(JSON.stringify({ data: [{ id: "qwen" }, { id: "llama" }] }));
      return;
    }
    return chatAnswer([{ content: "Hi" }], "stop")(response, request);
  });

  const models = await resolver({ env: { OPENAI_BASE_URL: `${server.url}/v1` }, fetch });
  const events = await collect(models.resolve());

  expect(models.list().slice(0, 2)).toEqual(["openai/qwen", "openai/llama"]);
  expect(spoken(events).text).toBe("Hi");
  expect(server.seen.map((request) => request.path)).toEqual([
    "/v1/models",
    "/v1/chat/completions",
  ]);
});

test("OPENAI_MODEL spares the server the question, and UAR_PROTOCOL chooses the protocol", async () => {
  await using server = await startModelServer((response) => {
    response.writeHead(500).end();
  });
  const env = {
    OPENAI_BASE_URL: `${server.url}/v1`,
    OPENAI_MODEL: "m/x",
    UAR_PROTOCOL: "responses",
  };

  const models = await resolver({ env, fetch });
  await collect(models.resolve());

  expect(models.defaultModel).toBe("openai/m/x");
  expect(server.seen.map((request) => request.path)).toEqual(["/v1/responses"]);
});

test.each([
  [{ OPENAI_BASE_URL: "localhost:8000/v1" }, 'OPENAI_BASE_URL is "localhost:8000/v1"'],
  [{ OPENAI_API_KEY: "k", UAR_PROTOCOL: "grpc" }, 'UAR_PROTOCOL is "grpc"'],
])("the variables %j are refused with the value", async (env, message) => {
  await expect(resolver({ env })).rejects.toThrow(message);
});

test("a running Ollama is found where nothing else is configured, embedding models left out", async () => {
  await using server = await startModelServer((response, request) => {
    if (request.path === "/api/tags") {
      const models = [
        { name: "nomic-embed-text:latest", details: { family: "nomic-bert" } },
        { name: "qwen3:8b", details: { family: "qwen3" } },
      ];
      response.end(JSON.stringify({ models }));
      return;
    }
    return chatAnswer([{ reasoning: "Hm" }, { content: "Hi" }], "stop")(response, request);
  });

  const models = await resolver({ env: { OLLAMA_HOST: server.url.replace("http://", "") }, fetch });
  const events = await collect(models.resolve());

  expect(models.origin).toBe("ollama");
  expect(models.list()).toEqual(["ollama/qwen3:8b", "offline/reader", "scenario/hello"]);
  expect(spoken(events)).toEqual({ reasoning: "Hm", text: "Hi" });
  expect(server.seen.map((request) => request.path)).toEqual(["/api/tags", "/v1/chat/completions"]);
});

test("a server that does not answer the probe in time is none", async () => {
  await using server = await startModelServer(() => undefined);
  const impatient = { ...systemClock, sleep: () => Promise.resolve() };

  const models = await resolver({ env: { OLLAMA_HOST: server.url }, fetch, clock: impatient });

  expect(models.defaultModel).toBe("offline/reader");
});

test("uar.yaml comes before the environment, which stays on offer", async () => {
  const models = await resolver({
    config: config(
      { groq: { base_url: "https://groq.example/v1", api_key_env: "G", models: ["a", "b"] } },
      "groq/b",
    ),
    env: { G: "g", OPENAI_API_KEY: "k" },
  });

  expect(models.origin).toBe("config");
  expect(models.list().slice(0, 2)).toEqual(["groq/b", "groq/a"]);
  expect(models.resolve("openai/gpt-5.6").provider).toBe("openai");
  expect(() => models.resolve("groq/c")).toThrow('Unknown model "groq/c"');
});

test("a configured default that is no model fails at once", async () => {
  const sources = { config: config({}, "groq/a") };

  await expect(resolver(sources)).rejects.toThrow('Unknown model "groq/a"');
});

test("a provider whose key is missing says so when asked, and sends nothing", async () => {
  const models = await resolver({
    config: config({
      groq: { base_url: "https://groq.example/v1", api_key_env: "GROQ_KEY", models: ["a"] },
    }),
  });

  expect(await collect(models.resolve("groq/a"))).toEqual([
    {
      type: "error",
      code: "auth",
      message: "There is no key for groq. The variable GROQ_KEY is empty",
      hint: "Set GROQ_KEY and start again",
      retryable: false,
    },
  ]);
});

test.each([
  [{ providers: { offline: {} } }, "Choose a name other than"],
  [{ providers: { a: { api_key: "sk" } } }, "api_key"],
  [{ providers: { a: { api_key_env: "sk-live-1" } } }, "never the key itself"],
  [{ providers: { a: { base_url: "ftp://x" } } }, "base_url"],
])("the configuration %j is refused", (models, message) => {
  const result = ModelConfig.safeParse(models);

  expect(result.success).toBe(false);
  expect(JSON.stringify(result.error?.issues)).toContain(message);
});

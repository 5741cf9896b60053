import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { createModelResolver } from "#runtime/model/configured-models.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import { PRESET_NAMES, presetOf } from "#runtime/model/provider/presets.ts";
import { startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { CatalogueFile, createCatalogue } from "./catalogue.ts";
import { loadCatalogue } from "./load-catalogue.ts";
import { parseCatalogue, refreshCatalogue } from "./refresh-catalogue.ts";
import { writeCatalogue } from "./write-catalogue.ts";

const BUNDLED = "runtime/model/catalogue/bundled.json";
const MODELS_DEV = "../shared/data/models-dev/api.json";

function model(id: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    name: id.toUpperCase(),
    limit: { context: 100, output: 10 },
    tool_call: true,
    reasoning: false,
    modalities: { input: ["text"], output: ["text"] },
    ...rest,
  };
}

function file(models: readonly Record<string, unknown>[], provider = "groq"): CatalogueFile {
  const entries = models.map((each) => [String(each["id"]), each]);
  return CatalogueFile.parse({
    [provider]: { id: provider, name: "P", env: [], models: Object.fromEntries(entries) },
  });
}

test("the bundled catalogue fits its schema, is small, and is written as the script writes it", () => {
  const text = readFileSync(BUNDLED, "utf8");

  expect(writeCatalogue(CatalogueFile.parse(JSON.parse(text)))).toBe(text);
  expect(text.length).toBeLessThan(150 * 1024);
});

test.each(PRESET_NAMES.filter((name) => presetOf(name).listing === "catalogue"))(
  "%s has models in the catalogue, its default among them",
  async (name) => {
    const models = (await loadCatalogue([])).modelsOf(name);

    expect(models).toContain(presetOf(name).defaultModel ?? models[0]);
  },
);

test.each(["ollama", "vllm", "llama.cpp"])(
  "%s is there, its models are discovered",
  async (name) => {
    expect((await loadCatalogue([])).findProvider(name)?.models).toEqual({});
  },
);

test.skipIf(!existsSync(MODELS_DEV))(
  `the bundled catalogue is what the facts of models.dev give (skipped without ${MODELS_DEV})`,
  async () => {
    let saved = "";
    await refreshCatalogue({
      from: MODELS_DEV,
      fetch,
      clock: systemClock,
      readFile: (path) => Promise.resolve(readFileSync(path, "utf8")),
      save: (text) => Promise.resolve(void (saved = text)),
    });

    expect(saved).toBe(readFileSync(BUNDLED, "utf8"));
  },
);

test("models that talk and use tools are offered, newest first, the deprecated ones not", () => {
  const catalogue = createCatalogue([
    file([
      model("old", { release_date: "2024-01" }),
      model("new", { release_date: "2026-01-02" }),
      model("gone", { status: "deprecated" }),
      model("mute", { tool_call: false }),
      model("voice", { modalities: { input: ["audio"], output: ["text", "audio"] } }),
      model("painter", { modalities: { input: ["text"], output: ["image"] } }),
    ]),
  ]);

  expect(catalogue.modelsOf("groq")).toEqual(["new", "old"]);
  expect(catalogue.findModel("groq", "gone")?.name).toBe("GONE");
});

test("a file of one's own goes before the bundled facts", async () => {
  const override = file([model("llama-3.3-70b-versatile", { cost: { input: 1, output: 2 } })]);

  const catalogue = await loadCatalogue([override]);

  expect(catalogue.findModel("groq", "llama-3.3-70b-versatile")?.cost?.output).toBe(2);
  expect(catalogue.modelsOf("groq").length).toBeGreaterThan(1);
  expect(catalogue.findModel("groq", "toString")).toBeUndefined();
  expect(catalogue.findModel("constructor", "x")).toBeUndefined();
});

test("a resolver tells what is known of a model, and nothing of what is not", async () => {
  const config = ModelConfig.parse({ providers: { fast: { preset: "groq" } } });
  const env = { GROQ_API_KEY: "k", OPENROUTER_API_KEY: "k" };

  const models = await createModelResolver({ config, env, fetch, clock: systemClock });

  expect(models.info("fast/openai/gpt-oss-120b")).toMatchObject({
    limit: { context: expect.any(Number) },
    cost: { input: expect.any(Number) },
    tool_call: true,
  });
  expect(models.info("fast/nothing")).toBeUndefined();
  expect(models.info("offline/reader")).toBeUndefined();
});

test("a refresh reads an address, and saves only what concerns us", async () => {
  const source = { ...file([model("a")], "mistral"), ...file([model("b")], "acme") };
  await using server = await startModelServer((response) => {
    response.end(JSON.stringify(source));
  });
  const saved: string[] = [];

  const counts = await refreshCatalogue({
    from: `${server.url}/api.json`,
    fetch,
    clock: systemClock,
    readFile: () => Promise.reject(new Error("not a file")),
    save: (text) => Promise.resolve(void saved.push(text)),
  });

  expect(counts).toEqual({ providers: 4, models: 1 });
  expect(Object.keys(parseCatalogue(saved[0] ?? "", "saved"))).toEqual([
    "mistral",
    "ollama",
    "vllm",
    "llama.cpp",
  ]);
});

test.each([
  [200, "<html>", "is not JSON"],
  [200, '{"groq":{"id":"groq"}}', "is not a catalogue, at groq.name"],
  [200, "{}", "describes none of our providers"],
  [500, "", "Could not read the catalogue"],
])(
  "a source that answers %i with %j is refused, and nothing is saved",
  async (status, body, words) => {
    await using server = await startModelServer((response) => {
      response.writeHead(status).end(body);
    });
    const saved: string[] = [];

    const refresh = refreshCatalogue({
      from: server.url,
      fetch,
      clock: systemClock,
      readFile: () => Promise.reject(new Error("not a file")),
      save: (text) => Promise.resolve(void saved.push(text)),
    });

    await expect(refresh).rejects.toThrow(words);
    expect(saved).toEqual([]);
  },
);

import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { type ConfiguredModels, createModelResolver } from "#runtime/model/configured-models.ts";
import { collect, spoken } from "#runtime/model/testing/collect.ts";
import { chatAnswer, startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { ModelConfig } from "./model-config.ts";
import type { SecretsResolver } from "./secrets.ts";

function resolver(
  url: string,
  secrets: SecretsResolver,
  env: Record<string, string> = {},
): Promise<ConfiguredModels> {
  const entry = { base_url: `${url}/v1`, api_key_env: "ACME_KEY", models: ["a/b"] };
  const config = ModelConfig.parse({ providers: { acme: entry } });
  return createModelResolver({ config, env, fetch, clock: systemClock, secrets });
}

test("the resolver is asked with the model's name, and what it gives is the key", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));
  const asked: unknown[] = [];

  const models = await resolver(server.url, (what) => {
    asked.push(what);
    return Promise.resolve("k-vault");
  });
  const events = await collect(models.resolve("acme/a/b"));

  expect(spoken(events).text).toBe("Hi");
  expect(asked).toEqual([{ provider: "acme", model: "a/b", modelId: "acme/a/b" }]);
  expect(server.seen[0]?.headers.authorization).toBe("Bearer k-vault");
});

test("what it leaves open comes from the environment", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));

  const models = await resolver(server.url, () => undefined, { ACME_KEY: "k-env" });
  await collect(models.resolve());

  expect(server.seen[0]?.headers.authorization).toBe("Bearer k-env");
});

const NONE: SecretsResolver = () => undefined;
const SHUT: SecretsResolver = () => Promise.reject(new Error("The vault is shut"));

test.each([
  ["says nothing", NONE, { code: "auth", hint: "Set ACME_KEY and start again" }],
  ["fails", SHUT, { message: expect.stringContaining("The vault is shut") }],
])("nothing is sent without a key: the resolver %s", async (_what, secrets, error) => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));

  const events = await collect((await resolver(server.url, secrets)).resolve());

  expect(events).toEqual([expect.objectContaining({ type: "error", ...error })]);
  expect(server.seen).toEqual([]);
});

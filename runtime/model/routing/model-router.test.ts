import { expect, test } from "vitest";

import type { ModelDriver } from "#runtime/model/driver.ts";
import { ProviderAuthError, UnknownModelError } from "#runtime/model/model-errors.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import type { ModelInfo, RoutableModels } from "./model-facts.ts";
import { ModelRouter } from "./model-router.ts";
import type { TaskProfile } from "./task-profile.ts";

const PROFILE: TaskProfile = { kind: "chat", needs: ["tools"], estimated_tokens: 900 };
const BUSY = { type: "error", code: "server", message: "Busy", retryable: true } as const;

function modelsOf(
  names: readonly string[],
  more: Partial<RoutableModels> & { infos?: Record<string, ModelInfo> } = {},
): RoutableModels {
  const { infos = {}, ...rest } = more;
  return {
    resolve: (name = names[0] ?? "") => {
      if (name.startsWith("nokey/")) throw new ProviderAuthError("nokey", "NO_KEY");
      if (!names.includes(name)) throw new UnknownModelError(name, "Use another");
      return driver(name);
    },
    list: () => names,
    info: (name) => infos[name],
    ...rest,
  };
}

function driver(name: string): ModelDriver {
  const [provider = "", model = ""] = name.split("/");
  return { provider, model, stream: async function* () {} };
}

function routerOf(models: RoutableModels) {
  const clock = skippingClock();
  return { clock, router: new ModelRouter(models, clock, { next: () => 0.5 }) };
}

const names = (models: readonly { provider: string; model: string }[]) =>
  models.map(({ provider, model }) => `${provider}/${model}`);

test("the model that was asked for comes first, the fallbacks after it in their order", () => {
  const models = modelsOf(["a/1", "b/2", "c/3"], { fallback: ["c/3", "a/1", "b/2", "c/3"] });

  const route = routerOf(models).router.route("a/1", PROFILE, []);

  expect(names(route.models)).toEqual(["a/1", "c/3", "b/2"]);
  expect(route.candidates.every(({ eligible }) => eligible)).toBe(true);
  expect(route.obstacle).toBeUndefined();
});

test("without a name the configured default is asked", () => {
  const { router } = routerOf(modelsOf(["a/1", "b/2"]));

  expect(names(router.route(undefined, PROFILE, []).models)).toEqual(["a/1"]);
  expect(router.fullName(undefined)).toBe("a/1");
});

test("each model that cannot do it says why", () => {
  const models = modelsOf(["nokey/1", "small/2", "plain/3", "fit/4"], {
    fallback: ["small/2", "plain/3", "gone/9", "fit/4"],
    infos: {
      "small/2": { limit: { context: 800 } },
      "plain/3": { tool_call: false },
      "fit/4": { limit: { context: 900 }, tool_call: true },
    },
  });

  const route = routerOf(models).router.route("nokey/1", PROFILE, []);

  expect(names(route.models)).toEqual(["fit/4"]);
  expect(route.candidates.map(({ reason }) => reason)).toEqual([
    "There is no key for nokey. The variable NO_KEY is empty",
    "small/2 takes 800 tokens, and this needs about 900",
    "plain/3 cannot use tools",
    'Unknown model "gone/9"',
    undefined,
  ]);
  expect(route.obstacle).toMatchObject({ code: "auth" });
});

test("a model without tools does for a task without tools, and an unknown size for any", () => {
  const models = modelsOf(["plain/3"], { infos: { "plain/3": { tool_call: false } } });

  const route = routerOf(models).router.route("plain/3", { ...PROFILE, needs: [] }, []);

  expect(names(route.models)).toEqual(["plain/3"]);
});

test("a name that nobody knows is not worked around", () => {
  const { router } = routerOf(modelsOf(["a/1"], { fallback: ["a/1"] }));

  const route = router.route("a/one", PROFILE, []);

  expect(route.models).toEqual([]);
  expect(route.obstacle).toEqual({
    code: "unknown_model",
    reason: 'Unknown model "a/one"',
    hint: "Use another",
  });
});

test("a model that the run has given up stays given up", () => {
  const { router } = routerOf(modelsOf(["a/1", "b/2"], { fallback: ["b/2"] }));

  const route = router.route("a/1", PROFILE, [{ provider: "a", model: "1", reason: "No quota" }]);

  expect(names(route.models)).toEqual(["b/2"]);
  expect(route.candidates[0]).toEqual({
    provider: "a",
    model: "1",
    eligible: false,
    reason: "No quota",
  });
});

test("a provider that failed five times in a row is no candidate, for any run, until it rested", async () => {
  const { router, clock } = routerOf(modelsOf(["a/1", "a/2", "b/3"]));
  const [model] = router.route("a/1", PROFILE, []).models;
  for (let tries = 0; tries < 5; tries += 1) {
    model?.health.admit();
    model?.health.settle(BUSY);
  }

  expect(router.route("a/2", PROFILE, []).obstacle).toMatchObject({
    code: "breaker_open",
    hint: "Try again in 15 s",
  });
  expect(names(router.route("b/3", PROFILE, []).models)).toEqual(["b/3"]);
  await clock.sleep(15_000);
  expect(names(router.route("a/2", PROFILE, []).models)).toEqual(["a/2"]);
});

test("a refused key is an answer: it opens no breaker", () => {
  const { router } = routerOf(modelsOf(["a/1"]));
  const [model] = router.route("a/1", PROFILE, []).models;
  for (let tries = 0; tries < 20; tries += 1) {
    model?.health.admit();
    model?.health.settle({ ...BUSY, code: "auth", retryable: false });
  }

  expect(names(router.route("a/1", PROFILE, []).models)).toEqual(["a/1"]);
});

import { describe, expect, it } from "vitest";

import { UnknownModelError } from "#runtime/model/model-errors.ts";
import { chatProtocol } from "#runtime/model/protocol/chat/chat-protocol.ts";
import { createHttpDriver } from "#runtime/model/protocol/http-driver.ts";
import { ProviderConfig } from "#runtime/model/provider/model-config.ts";
import { toConnection } from "#runtime/model/provider/to-connection.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import {
  chatAnswer,
  chatChunk,
  sendEvents,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import {
  ASKS_TO_READ,
  fails,
  says,
  scriptedModels,
} from "#runtime/model/testing/scripted-models.ts";
import { skippingClock } from "#runtime/model/testing/skipping-clock.ts";
import type { Clock } from "#runtime/services.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { ManualClock, payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";

describe("routing", () => {
  it("is told once a run: what was needed, who could answer, who was taken", async () => {
    const models = scriptedModels(
      { "a/1": (call) => (call === 1 ? ASKS_TO_READ : says("Done")) },
      {},
    );
    const runtime = await testRuntime({ models });

    const { run, events } = await runtime.ask("Read it");

    expect(models.asked).toEqual(["a/1", "a/1"]);
    expect(typesOf(events).filter((type) => /^(routing|task\.profile)/.test(type))).toEqual([
      "task.profile.resolved",
      "routing.candidates.resolved",
      "routing.decided",
      "routing.single_candidate",
    ]);
    expect(run.routing).toMatchObject({
      decision: { provider: "a", model: "1", source: "default" },
      fallbacks: [],
    });
  });

  it("says who chose: the person, or the agent's file, or nobody", async () => {
    const models = scriptedModels({ "a/1": () => says("A"), "b/2": () => says("B") }, {});
    const runtime = await testRuntime({ models });

    const { run } = await runtime.ask("Go", { options: { model: "b/2" } });

    expect(run.routing?.decision).toMatchObject({ model: "2", source: "person" });
    expect(answerText(run)).toBe("B");
  });

  it("ends a run on a name that nobody knows any more, and asks no other model", async () => {
    const models = scriptedModels({ "a/1": () => says("A") }, { fallback: ["a/1"] });
    let isGone = false;
    const forgetful = {
      ...models,
      resolve: (name?: string) => {
        if (isGone) throw new UnknownModelError("a/1", "Choose another");
        isGone = true; // it was there when the message was sent
        return models.resolve(name);
      },
    };
    const runtime = await testRuntime({ models: forgetful });

    const { run, events } = await runtime.ask("Go", { options: { model: "a/1" } });

    expect(models.asked).toEqual([]);
    expect(run).toMatchObject({
      status: "failed",
      model: "a/1",
      error: { code: "unknown_model", message: 'Unknown model "a/1"', hint: "Choose another" },
    });
    expect(payloadsOf(events, "routing.not_possible")).toHaveLength(1);
    expect(events.at(-1)?.type).toBe("turn.failed");
  });

  it("passes over a model that is too small, and says so", async () => {
    const models = scriptedModels(
      { "small/1": () => says("S"), "large/2": () => says("L") },
      { fallback: ["large/2"], infos: { "small/1": { limit: { context: 10 } } } },
    );
    const runtime = await testRuntime({ models });

    const { run, events } = await runtime.ask("Go");

    expect(models.asked).toEqual(["large/2"]);
    expect(run.model).toBe("large/2");
    expect(run.routing?.candidates[0]).toMatchObject({
      eligible: false,
      reason: expect.stringContaining("small/1 takes 10 tokens"),
    });
    expect(payloadsOf(events, "routing.decided")).toMatchObject([{ source: "policy" }]);
  });
});

describe("a fallback", () => {
  it("takes over when the retries are used up, and stays for the rest of the run", async () => {
    const models = scriptedModels(
      {
        "a/1": () => fails("timeout"),
        "b/2": (call) => (call === 1 ? ASKS_TO_READ : says("Done")),
      },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run, events } = await runtime.ask("Read it");

    expect(models.asked).toEqual(["a/1", "a/1", "b/2", "b/2"]);
    expect(run).toMatchObject({ status: "completed", model: "b/2" });
    expect(payloadsOf(events, "routing.fallback.applied")).toEqual([
      {
        from: { provider: "a", model: "1" },
        to: { provider: "b", model: "2" },
        reason: "The provider did not answer in time",
      },
    ]);
    expect(payloadsOf(events, "run.status").map(({ title }) => title)).toContain(
      "b/2 takes over: The provider did not answer in time",
    );
  });

  it.each(["auth", "quota"] as const)("takes over at once on %s", async (code) => {
    const models = scriptedModels(
      { "a/1": () => fails(code), "b/2": () => says("Mine") },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run, events } = await runtime.ask("Go");

    expect(models.asked).toEqual(["a/1", "b/2"]);
    expect(answerText(run)).toBe("Mine");
    expect(payloadsOf(events, "quota.blocked")).toHaveLength(code === "quota" ? 1 : 0);
  });

  it("does not take over a request that is itself at fault", async () => {
    const models = scriptedModels(
      { "a/1": () => fails("bad_request"), "b/2": () => says("Mine") },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run } = await runtime.ask("Go");

    expect(models.asked).toEqual(["a/1"]);
    expect(run.status).toBe("failed");
  });

  it("that fails as well ends the run with the last failure", async () => {
    const models = scriptedModels(
      { "a/1": () => fails("auth"), "b/2": () => fails("quota") },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    const { run, events } = await runtime.ask("Go");

    expect(run.error?.code).toBe("quota");
    expect(typesOf(events).filter((type) => type === "turn.failed")).toHaveLength(1);
  });

  it("never reads the reasoning that only the first model can read", async () => {
    const item = { type: "reasoning", encrypted_content: "b3BhcXVl" };
    const models = scriptedModels(
      {
        "a/1": (call) => {
          if (call === 1) return [{ type: "reasoning_item", item }, ...ASKS_TO_READ];
          return call === 2 ? ASKS_TO_READ : fails("auth");
        },
        "b/2": () => says("Done"),
      },
      { fallback: ["b/2"] },
    );
    const runtime = await testRuntime({ models, clock: skippingClock() });

    await runtime.ask("Read it");

    const items = models.requests.map(({ messages }) =>
      messages.flatMap((message) => ("reasoning_items" in message ? message.reasoning_items : [])),
    );
    expect(models.asked).toEqual(["a/1", "a/1", "a/1", "b/2"]);
    expect(items).toEqual([[], [item], [item], []]);
  });
});

describe("a provider that says nothing", () => {
  it("F34 provider-stalls: it is left for the fallback after two silences", async () => {
    await using silent = await startModelServer(() => undefined);
    await using lively = await startModelServer(chatAnswer([{ content: "Here" }], "stop"));
    const clock = new ManualClock();
    const models = httpModels({ "silent/m": silent.url, "lively/m": lively.url }, clock);
    const runtime = await testRuntime({ models, clock });
    const { run_id } = await runtime.submit("Anybody?");

    for (const tries of [1, 2]) {
      await runtime.reaches(run_id, ({ steps }) => steps.length === tries);
      await expect.poll(() => silent.seen.length).toBe(tries);
      clock.advance(120_000);
    }
    const { run } = await runtime.ended(run_id);

    expect(run.steps.map(({ provider, error }) => [provider, error?.code])).toEqual([
      ["silent", "timeout"],
      ["silent", "timeout"],
      ["lively", undefined],
    ]);
    expect(answerText(run)).toBe("Here");
  });
});

it("F34 provider-stalls: an answer that stands still in its midst fails, with its words kept", async () => {
  await using stalling = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content: "Half of the ans" })]);
  });
  const clock = new ManualClock();
  const models = httpModels({ "stalling/m": stalling.url }, clock);
  const runtime = await testRuntime({ models, clock });
  const { run_id } = await runtime.submit("Tell");
  await runtime.reaches(run_id, ({ parts }) => parts.length > 0);

  clock.advance(120_000);
  const { run } = await runtime.ended(run_id);

  expect(run).toMatchObject({ status: "failed", error: { code: "timeout" } });
  expect(answerText(run)).toBe("Half of the ans");
  await stalling.hungUp;
});

it.each([
  [429, "rate_limited"],
  [500, "server"],
])(
  "F33 retry-storm: a provider that answers %i is asked again after its pause, five times in all",
  async (status, code) => {
    await using refusing = await startModelServer((response) => {
      response.writeHead(status, { "retry-after": "2" }).end("{}");
    });
    const clock = new ManualClock();
    const models = httpModels({ "refusing/m": refusing.url }, clock);
    const runtime = await testRuntime({ models, clock });
    const ask = async (retries: number) => {
      const { run_id } = await runtime.submit("Anybody?");
      for (let tries = 1; tries <= retries; tries += 1) {
        const waits = await runtime.reaches(run_id, ({ steps, title }) => {
          return steps.length === tries && title.startsWith("Waits");
        });
        expect(waits.title).toContain("Waits 2 s");
        await clock.asleep(2_000);
        clock.advance(2_000);
      }
      return (await runtime.ended(run_id)).run.error?.code;
    };

    const codes = [await ask(2), await ask(1), await ask(0)];

    expect(codes).toEqual([code, code, "breaker_open"]);
    expect(refusing.seen).toHaveLength(5);
  },
);

/** Models of servers that speak Chat Completions; all but the first are fallbacks. */
function httpModels(servers: Readonly<Record<string, string>>, clock: Clock): RoutableModels {
  const names = Object.keys(servers);
  const [first = "", ...fallback] = names;
  return {
    fallback,
    list: () => names,
    resolve: (name = first) => {
      const [provider = "", model = ""] = name.split("/");
      const config = ProviderConfig.parse({ base_url: `${servers[name] ?? ""}/v1` });
      const connection = toConnection(provider, config, { env: {}, fetch });
      return createHttpDriver({ connection, protocol: chatProtocol, model, clock });
    },
  };
}

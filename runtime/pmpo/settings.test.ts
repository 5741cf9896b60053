import { expect, test } from "vitest";

import { Agent, type AgentSettings } from "#runtime/agent/agent.ts";
import { connectDriver } from "#runtime/model/connect-driver.ts";
import { type JsonObject, objectOf, parsedJson } from "#runtime/model/protocol/json-access.ts";
import type { Connection } from "#runtime/model/provider/connection.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import { startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";

const PLAIN = { temperature: 0.5, top_p: 0.9 };
const SETTINGS = { ...PLAIN, max_output_tokens: 900, stop: ["END"] };
const ONE_BY_ONE = { ...SETTINGS, top_k: 40, parallel_tool_calls: false };

/** What a server is asked by a run of an agent with these settings. */
async function asked(
  more: Partial<Connection>,
  settings: object,
  defaults: AgentSettings = {},
): Promise<JsonObject> {
  await using server = await startModelServer((response) => {
    response.writeHead(400).end();
  });
  const driver = connectDriver(connectionTo(server, more), "m", systemClock);
  const agent = Agent.parse({ id: "set", system_prompt: "x", settings });
  const runtime = await testRuntime({ driver, agents: [agent], settings: defaults });
  await runtime.ask("Go");
  return objectOf(parsedJson(server.seen[0]?.body ?? "")) ?? {};
}

test("an agent's settings are in its request over chat", async () => {
  const penalties = { presence_penalty: 0.1, frequency_penalty: -0.1 };
  const settings = { ...ONE_BY_ONE, ...penalties, reasoning_effort: "low" };

  expect(await asked({ protocol: "chat" }, settings)).toMatchObject({
    ...PLAIN,
    ...penalties,
    top_k: 40,
    max_tokens: 900,
    stop: ["END"],
    reasoning_effort: "low",
    parallel_tool_calls: false,
  });
});

test("an agent's settings are in its request over responses", async () => {
  expect(await asked({ protocol: "responses" }, ONE_BY_ONE)).toMatchObject({
    ...PLAIN,
    max_output_tokens: 900,
    parallel_tool_calls: false,
  });
  expect(await asked({ protocol: "responses" }, { reasoning_effort: "low" })).toMatchObject({
    reasoning: { effort: "low" },
  });
});

test("an agent's settings are in its request over anthropic", async () => {
  expect(await asked({ protocol: "anthropic" }, ONE_BY_ONE)).toMatchObject({
    ...PLAIN,
    top_k: 40,
    max_tokens: 900,
    stop_sequences: ["END"],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
  });
});

test("an agent's settings are in its request through OpenAI's AI SDK package", async () => {
  const sdk = { driver: "ai-sdk", package: "@ai-sdk/openai", provider: "openai" } as const;

  expect(await asked({ ...sdk, protocol: "responses" }, ONE_BY_ONE)).toMatchObject({
    ...PLAIN,
    max_output_tokens: 900,
    parallel_tool_calls: false,
    store: false,
  });
  expect(await asked({ ...sdk, protocol: "chat" }, ONE_BY_ONE)).toMatchObject({
    ...PLAIN,
    max_tokens: 900,
    stop: ["END"],
    parallel_tool_calls: false,
  });
});

test("the defaults hold for what an agent leaves open, and nothing is sent that nobody set", async () => {
  const defaults = { parallel_tool_calls: false };

  expect(await asked({}, { temperature: 0 }, defaults)).toMatchObject({
    temperature: 0,
    parallel_tool_calls: false,
  });
  expect(await asked({}, { parallel_tool_calls: true }, defaults)).toMatchObject({
    parallel_tool_calls: true,
  });
  expect(Object.keys(await asked({}, {})).toSorted()).toEqual([
    "messages",
    "model",
    "stream",
    "stream_options",
    "tools",
  ]);
});

test.each([
  { temperature: -1 },
  { top_p: 2 },
  { top_k: 0 },
  { max_output_tokens: 1.5 },
  { stop: [""] },
  { parallel_tool_calls: "no" },
  { max_tokens: 5 },
])("an agent cannot have the settings %j", (settings) => {
  expect(Agent.safeParse({ id: "set", system_prompt: "x", settings }).success).toBe(false);
});

import { expect, test } from "vitest";

import { createModelResolver } from "#runtime/model/configured-models.ts";
import type { ModelRequest } from "#runtime/model/driver.ts";
import { parsedJson } from "#runtime/model/protocol/json-access.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import { collect, question } from "#runtime/model/testing/collect.ts";
import {
  chatAnswer,
  type LocalModelServer,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";

/** The models of one provider of uar.yaml, at a server of a test. */
function modelsAt({ url }: LocalModelServer, preset: string) {
  const mine = { preset, base_url: url, protocol: "chat", driver: "http", models: ["m"] };
  const config = ModelConfig.parse({ default: "mine/m", providers: { mine } });
  return createModelResolver({ config, env: {}, fetch, clock: systemClock });
}

test.each([
  ["openai", { max_completion_tokens: 9 }],
  ["azure", { max_completion_tokens: 9 }],
  ["compatible", { max_tokens: 9 }],
  ["groq", { max_tokens: 9 }],
])("the limit of an answer reaches %s as %j", async (preset, limit) => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));
  const request: ModelRequest = { ...question(), settings: { max_output_tokens: 9 } };

  await collect((await modelsAt(server, preset)).resolve("mine/m"), request);

  const body = parsedJson(server.seen.at(-1)?.body ?? "");
  expect(body).toMatchObject(limit);
  expect(JSON.stringify(body).match(/max_\w*tokens/g)).toHaveLength(1);
});

const LOOK = [
  { reasoning_content: "The file " },
  { reasoning_content: "will tell" },
  { tool_calls: [{ index: 0, id: "c1", function: { name: "read", arguments: "{}" } }] },
];

/** What the messages of its model bring back to a server: two requests of a run, one of the next. */
async function reasoningSentTo(preset: string) {
  let answers = 0;
  await using server = await startModelServer((response, request) => {
    answers += 1;
    const answer =
      answers === 1
        ? chatAnswer(LOOK, "tool_calls")
        : chatAnswer([{ reasoning_content: "Clear" }, { content: "It does" }], "stop");
    return answer(response, request);
  });
  const runtime = await testRuntime({ models: await modelsAt(server, preset) });
  const { run } = await runtime.ask("What does it say?");
  await runtime.ask("And now?", { thread_id: run.thread_id });
  const bodies = server.seen.map(({ body }) => JSON.parse(body) as SentBody);
  return bodies.map(({ messages }) =>
    messages.flatMap(({ role, reasoning_content }) =>
      role === "assistant" ? [reasoning_content] : [],
    ),
  );
}

/** The part of our own request that is looked at. */
interface SentBody {
  readonly messages: readonly { readonly role: string; readonly reasoning_content?: string }[];
}

test("DeepSeek gets the reasoning of a call back, and empty words with older messages", async () => {
  expect(await reasoningSentTo("deepseek")).toEqual([[], ["The file will tell"], ["", ""]]);
});

test("a server that does not want reasoning gets none back", async () => {
  expect(await reasoningSentTo("compatible")).toEqual([[], [undefined], [undefined, undefined]]);
});

import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { ManualClock } from "#runtime/test-runtime.ts";

import { connectDriver } from "./connect-driver.ts";
import type { Connection } from "./provider/connection.ts";
import { collect, question, spoken } from "./testing/collect.ts";
import { connectionTo } from "./testing/connection-to.ts";
import {
  chatAnswer,
  chatChunk,
  type LocalModelServer,
  sendEvents,
  startModelServer,
} from "./testing/local-model-server.ts";

const NOWHERE = { url: "http://127.0.0.1:1" };

function packaged(
  server: Pick<LocalModelServer, "url">,
  name: string,
  more: Partial<Connection> = {},
): Connection {
  return connectionTo(server, { driver: "ai-sdk", package: name, ...more });
}

test("a package is loaded by its name, made by its create function and read by doStream", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));
  const more = { apiKey: "key-1", headers: { "x-team": "blue" }, query: { version: "7" } };
  const connection = packaged(server, "@ai-sdk/openai-compatible", more);

  const events = await collect(connectDriver(connection, "llama", systemClock));

  expect(spoken(events).text).toBe("Hi");
  expect(events.at(-1)).toMatchObject({ type: "done", provider_finish: "stop" });
  const [sent] = server.seen;
  expect(sent?.path).toBe("/v1/chat/completions?version=7");
  expect(sent?.headers).toMatchObject({ authorization: "Bearer key-1", "x-team": "blue" });
});

test("without a key none is sent", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "Hi" }], "stop"));
  const connection = packaged(server, "@ai-sdk/openai-compatible");

  await collect(connectDriver(connection, "llama", systemClock));

  expect(server.seen[0]?.headers.authorization).toBeUndefined();
});

test.each([
  [
    "@ai-sdk/not-installed",
    /"@ai-sdk\/not-installed" is not installed/,
    /npm install @ai-sdk\/not-installed/,
  ],
  ["zod", /"zod" is no AI SDK provider/, /@ai-sdk\/mistral/],
])("the package %s is an error that says what to do", async (name, message, hint) => {
  const driver = connectDriver(packaged(NOWHERE, name), "m", systemClock);

  const events = await collect(driver);

  expect(events).toMatchObject([{ type: "error", retryable: false }]);
  expect(events[0]).toMatchObject({
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test("an SDK's stream that stalls ends in one timeout, and its socket is closed", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content: "Half" })]);
  });
  const clock = new ManualClock();
  const connection = packaged(server, "@ai-sdk/openai", { inactivityMs: 30_000 });
  const signal = new AbortController().signal;
  const answer = connectDriver(connection, "m", clock).stream(question(), signal);
  const reader = answer[Symbol.asyncIterator]();
  expect((await reader.next()).value).toEqual([{ type: "message_delta", text: "Half" }]);

  const end = reader.next();
  clock.advance(30_000);

  expect((await end).value).toMatchObject([{ type: "error", code: "timeout", retryable: true }]);
  expect((await reader.next()).done).toBe(true);
  await server.hungUp;
});

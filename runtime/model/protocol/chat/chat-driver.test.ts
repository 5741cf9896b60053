import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";

import { connectDriver } from "#runtime/model/connect-driver.ts";
import type { ModelDriver, ModelRequest } from "#runtime/model/driver.ts";
import { collect, only, question, spoken } from "#runtime/model/testing/collect.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import {
  chatAnswer,
  chatChunk,
  type LocalModelServer,
  sendEvents,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";

function driverFor(server: Pick<LocalModelServer, "url">, apiKey?: string): ModelDriver {
  return connectDriver(connectionTo(server, { ...(apiKey && { apiKey }) }), "llama", systemClock);
}

test("an answer streams as text, usage and done", async () => {
  await using server = await startModelServer(
    chatAnswer([{ role: "assistant", content: "Hel" }, { content: "lo" }], "stop", {
      prompt_tokens: 5,
      completion_tokens: 2,
    }),
  );

  const events = await collect(driverFor(server));

  expect(events).toEqual([
    { type: "message_delta", text: "Hel" },
    { type: "message_delta", text: "lo" },
    {
      type: "usage",
      usage: { input_tokens: 5, output_tokens: 2 },
      provider_usage: { prompt_tokens: 5, completion_tokens: 2 },
    },
    { type: "done", finish_reason: "stop", provider_finish: "stop" },
  ]);
});

test("a request carries the conversation, the tools and a wish for usage, and no key when there is none", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "ok" }], "stop"));
  const request: ModelRequest = {
    messages: [
      { role: "system", content: "Be brief" },
      { role: "user", content: "Look" },
      {
        role: "assistant",
        content: "",
        tool_calls: [{ provider_call_id: "c1", name: "search", arguments: '{ "q": "a" }' }],
      },
      { role: "tool", provider_call_id: "c1", name: "search", content: "a:1: x", is_error: false },
    ],
    tools: [{ name: "search", description: "Search", input_schema: { type: "object" } }],
  };

  await collect(driverFor(server), request);

  const [sent] = server.seen;
  expect(sent?.path).toBe("/v1/chat/completions");
  expect(sent?.headers.authorization).toBeUndefined();
  expect(JSON.parse(sent?.body ?? "")).toMatchObject({
    model: "llama",
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: "system", content: "Be brief" },
      { role: "user", content: "Look" },
      {
        role: "assistant",
        tool_calls: [{ id: "c1", function: { name: "search", arguments: '{ "q": "a" }' } }],
      },
      { role: "tool", tool_call_id: "c1", content: "a:1: x" },
    ],
    tools: [{ type: "function", function: { name: "search", parameters: { type: "object" } } }],
  });
});

test("what a server refuses to read is left out of the request", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "ok" }], "stop"));
  const connection = connectionTo(server, { leaveOut: ["stream_options"] });

  await collect(connectDriver(connection, "llama", systemClock));

  const sent: unknown = JSON.parse(server.seen[0]?.body ?? "");
  expect(sent).toMatchObject({ stream: true });
  expect(sent).not.toHaveProperty("stream_options");
});

test("a key goes out as a bearer token", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "ok" }], "stop"));

  await collect(driverFor(server, "key-1"));

  expect(server.seen[0]?.headers.authorization).toBe("Bearer key-1");
});

test("two calls whose arguments come in turns are told apart", async () => {
  const call = (index: number, part: Record<string, unknown>) => ({
    tool_calls: [{ index, ...part }],
  });
  await using server = await startModelServer(
    chatAnswer(
      [
        call(0, { id: "a", type: "function", function: { name: "search", arguments: "" } }),
        call(1, { id: "b", type: "function", function: { name: "read", arguments: '{"pa' } }),
        call(0, { function: { arguments: '{"q":"x"' } }),
        call(1, { function: { arguments: 'th":"y"}' } }),
        call(0, { function: { arguments: "}" } }),
      ],
      "tool_calls",
    ),
  );

  const events = await collect(driverFor(server));

  expect(only(events, "tool_call_complete")).toEqual([
    { type: "tool_call_complete", id: "a", name: "search", arguments: '{"q":"x"}' },
    { type: "tool_call_complete", id: "b", name: "read", arguments: '{"path":"y"}' },
  ]);
  expect(events.at(-1)).toEqual({
    type: "done",
    finish_reason: "tool_calls",
    provider_finish: "tool_calls",
  });
});

test.each([["reasoning_content"], ["reasoning"]])(
  "reasoning in %s is told from the text",
  async (field) => {
    await using server = await startModelServer(
      chatAnswer([{ [field]: "Let me " }, { [field]: "see." }, { content: "42" }], "stop"),
    );

    expect(spoken(await collect(driverFor(server)))).toEqual({
      text: "42",
      reasoning: "Let me see.",
    });
  },
);

test("a leading think block, however it is cut, is reasoning", async () => {
  const deltas = ["\n<th", "ink>", "Let me see.</thi", "nk>\n\n42"].map((content) => ({ content }));
  await using server = await startModelServer(chatAnswer(deltas, "stop"));

  const { text, reasoning } = spoken(await collect(driverFor(server)));

  expect(reasoning).toBe("Let me see.");
  expect(text.trim()).toBe("42");
});

test("an answer that speaks about the think tag keeps it", async () => {
  const deltas = ["\nWrite ", "<think>", " before </think> the answer"].map((content) => ({
    content,
  }));
  await using server = await startModelServer(chatAnswer(deltas, "stop"));

  const { text, reasoning } = spoken(await collect(driverFor(server)));

  expect(text).toBe("\nWrite <think> before </think> the answer");
  expect(reasoning).toBe("");
});

test.each([
  [401, "auth"],
  [429, "rate_limited"],
  [500, "server"],
  [404, "not_found"],
])("status %i ends the stream in one error %s", async (status, code) => {
  await using server = await startModelServer((response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "No", type: "x" } }));
  });

  expect(await collect(driverFor(server))).toMatchObject([{ type: "error", code }]);
});

test("a server that is not there is an error, not a throw", async () => {
  const server = await startModelServer(() => undefined);
  await server[Symbol.asyncDispose]();

  expect(await collect(driverFor(server))).toMatchObject([
    { type: "error", code: "network", hint: expect.stringContaining(server.url) },
  ]);
});

test.each([
  ["the stream just ends", (end: () => void) => end()],
  ["the connection breaks", (_end: () => void, destroy: () => void) => destroy()],
])(
  "when %s before a finish, the text so far is kept and the error says so",
  async (_name, stop) => {
    await using server = await startModelServer((response) => {
      sendEvents(response, [chatChunk({ content: "Half an ans" })]);
      setImmediate(() =>
        stop(
          () => response.end(),
          () => response.destroy(),
        ),
      );
    });

    const events = await collect(driverFor(server));

    expect(events[0]).toEqual({ type: "message_delta", text: "Half an ans" });
    expect(events.slice(1)).toMatchObject([
      { type: "error", code: "stream_truncated", retryable: true },
    ]);
  },
);

test("an error inside the stream ends it", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      chatChunk({ content: "So" }),
      { error: { message: "GPU lost", code: 500 } },
    ]);
    response.end();
  });

  expect(await collect(driverFor(server))).toMatchObject([
    { type: "message_delta" },
    { type: "error", code: "server", message: "The provider failed. 500 from local: GPU lost" },
  ]);
});

test("a page of HTML with status 200 is no model's answer", async () => {
  await using server = await startModelServer((response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html><body>Sign in</body></html>");
  });

  expect(await collect(driverFor(server))).toMatchObject([{ type: "error", code: "bad_response" }]);
});

test("an abort closes the socket and ends the iteration with its reason", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content: "One" })]);
  });
  const stop = new AbortController();
  const reason = new Error("Stopped by you");

  const read = async (): Promise<void> => {
    for await (const events of driverFor(server).stream(question(), stop.signal)) {
      expect(spoken(events).text).toBe("One");
      stop.abort(reason);
    }
  };

  await expect(read()).rejects.toBe(reason);
  await server.hungUp;
});

test("a reader that leaves early closes the socket too", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [chatChunk({ content: "One" })]);
  });

  for await (const events of driverFor(server).stream(question(), new AbortController().signal)) {
    expect(spoken(events).text).toBe("One");
    break;
  }

  await server.hungUp;
});

test("an aborted signal sends nothing", async () => {
  await using server = await startModelServer(chatAnswer([{ content: "ok" }], "stop"));

  await expect(
    collect(driverFor(server), question(), AbortSignal.abort(new Error("no"))),
  ).rejects.toThrow("no");

  expect(server.seen).toEqual([]);
});

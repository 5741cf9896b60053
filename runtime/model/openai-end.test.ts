import { expect, test } from "vitest";

import { collect, question, spoken } from "./testing/collect.ts";
import { sendEvents, startModelServer } from "./testing/local-model-server.ts";
import { CREATED, ITEM, openAIDriver, textDelta } from "./testing/openai-driver.ts";

test("a Responses stream that stops before it is completed is truncated", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: ITEM },
      textDelta("Hel"),
    ]);
    response.end();
  });

  const events = await collect(openAIDriver(server, "responses", "key-1"));

  expect(spoken(events).text).toBe("Hel");
  expect(events.at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("a failed response is an error with the provider's words", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      {
        type: "response.failed",
        sequence_number: 1,
        response: { id: "resp_1", error: { code: "rate_limit_exceeded", message: "Slow down" } },
      },
    ]);
    response.end();
  });

  expect(await collect(openAIDriver(server, "responses", "key-1"))).toMatchObject([
    { type: "error", code: "rate_limited", message: expect.stringContaining("Slow down") },
  ]);
});

test("an abort closes the socket of a Responses stream", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: ITEM },
      textDelta("One"),
    ]);
  });
  const stop = new AbortController();
  const reason = new Error("Stopped by you");

  const read = async (): Promise<void> => {
    for await (const events of openAIDriver(server, "responses", "k").stream(
      question(),
      stop.signal,
    )) {
      expect(spoken(events).text).toBe("One");
      stop.abort(reason);
    }
  };

  await expect(read()).rejects.toBe(reason);
  await server.hungUp;
});

test("a reader that leaves a Responses stream early closes the socket", async () => {
  await using server = await startModelServer((response) => {
    sendEvents(response, [
      CREATED,
      { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: ITEM },
      textDelta("One"),
    ]);
  });

  const driver = openAIDriver(server, "responses", "k");
  for await (const events of driver.stream(question(), new AbortController().signal)) {
    expect(spoken(events).text).toBe("One");
    break;
  }

  await server.hungUp;
});

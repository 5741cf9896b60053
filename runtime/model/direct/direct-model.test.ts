import { expect, it } from "vitest";

import type { ModelMessage } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { writeDirectCall } from "./direct-call.ts";
import { createDirectModel } from "./direct-model.ts";

async function answer(...messages: ModelMessage[]): Promise<readonly NormalizedEvent[]> {
  const stream = createDirectModel().stream({ messages, tools: [] }, new AbortController().signal);
  return (await Array.fromAsync(stream)).flat();
}

const user = (content: string): ModelMessage => ({ role: "user", content });

it("asks for exactly the call that the message spells out", async () => {
  const args = { text: 'a "quoted"\nline } {', list: [1] };

  const events = await answer(user(writeDirectCall("files__write", args)));

  const call = events.find((event) => event.type === "tool_call_complete");
  expect(call).toMatchObject({ name: "files__write" });
  expect(JSON.parse(call?.arguments ?? "")).toEqual(args);
  expect(events.at(-1)).toEqual({ type: "done", finish_reason: "tool_calls" });
});

it.each(["", "Hello there", "read [1]", "read {} and more"])(
  "says how to write a call where the message is none: %j",
  async (text) => {
    const events = await answer(user(text));

    expect(events.some(({ type }) => type === "tool_call_complete")).toBe(false);
    expect(events[0]).toMatchObject({ text: expect.stringContaining("name of a tool") });
  },
);

it("ends after the call, and says whether it gave a result", async () => {
  const asked: ModelMessage = {
    role: "assistant",
    content: "",
    tool_calls: [{ provider_call_id: "direct_1", name: "read", arguments: "{}" }],
  };
  const result = {
    role: "tool",
    provider_call_id: "direct_1",
    name: "read",
    content: "x",
  } as const;

  const done = await answer(user("read {}"), asked, { ...result, is_error: false });
  const failed = await answer(user("read {}"), asked, { ...result, is_error: true });

  expect(done[0]).toMatchObject({ text: "The call is done." });
  expect(failed[0]).toMatchObject({ text: "The call gave no result." });
});

it("gives each call of a conversation an id of its own", async () => {
  const asked: ModelMessage = {
    role: "assistant",
    content: "",
    tool_calls: [{ provider_call_id: "direct_1", name: "read", arguments: "{}" }],
  };

  const events = await answer(user("read {}"), asked, user("read {}"));

  expect(events[0]).toMatchObject({ id: "direct_2" });
});

import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";
import { call, completed, done, said } from "#runtime/model/testing/responses-frames.ts";
import { responsesProtocol } from "./responses-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(responsesProtocol, frames);
}

test.for([
  ["max_output_tokens", "length"],
  ["content_filter", "content_filter"],
  ["something_new", "unknown"],
] as const)("an answer that is incomplete for %s ends with %s", ([reason, finish]) => {
  const response = { status: "incomplete", incomplete_details: { reason }, output: [] };

  expect(read({ type: "response.incomplete", response })).toEqual([
    {
      type: "done",
      finish_reason: finish,
      provider_finish: "incomplete",
      provider_metadata: { incomplete_details: { reason } },
    },
  ]);
});

const OVERLOADED = { code: "server_error", message: "The engine is overloaded" };

test.for([
  [
    "a failed response",
    { type: "response.failed", response: { status: "failed", error: OVERLOADED } },
  ],
  ["an error event", { type: "error", ...OVERLOADED }],
  ["an error event with an error inside", { type: "error", error: OVERLOADED }],
  ["an error body", { error: OVERLOADED }],
] as const)("%s ends the answer with a server's error worth another try", ([, frame]) => {
  const events = read(said(0, "Half"), frame, said(0, " and more"), completed());

  expect(events).toEqual([
    { type: "message_delta", text: "Half" },
    expect.objectContaining({ type: "error", code: "server", retryable: true }),
  ]);
  expect(only(events, "error")[0]?.message).toContain("The engine is overloaded");
});

test("an error event and the failed response behind it are one error", () => {
  const usage = { input_tokens: 3 };
  const events = read(
    { type: "error", error: OVERLOADED },
    { type: "response.failed", response: { status: "failed", error: OVERLOADED, usage } },
  );

  expect(events).toMatchObject([
    { type: "usage", usage: { input_tokens: 3 } },
    { type: "error", code: "server", provider_finish: "failed" },
  ]);
});

test.for([[[]], [["[DONE]"]], [["no JSON"]]] as const)(
  "an error event is told where only %j follows",
  ([rest]) => {
    const events = read({ type: "error", error: OVERLOADED }, ...rest);

    expect(events).toMatchObject([{ type: "error", code: "server" }]);
  },
);

test("what a failed response had cost is told", () => {
  const usage = { input_tokens: 3 };
  const events = read({
    type: "response.failed",
    response: { status: "failed", error: OVERLOADED, usage },
  });

  expect(events).toMatchObject([
    { type: "usage", usage: { input_tokens: 3 } },
    { type: "error", provider_finish: "failed" },
  ]);
});

test("several responses in one stream are one answer with one end", () => {
  const events = read(
    { type: "response.created", response: {} },
    done(0, call("{}")),
    completed([], { usage: { input_tokens: 1 } }),
    { type: "response.created", response: {} },
    said(0, "Hello"),
    completed([], { usage: { input_tokens: 2 } }),
  );

  expect(events.map(({ type }) => type)).toEqual([
    "tool_call_complete",
    "message_delta",
    "usage",
    "done",
  ]);
  expect(only(events, "usage")[0]?.usage).toEqual({ input_tokens: 2 });
  expect(events.at(-1)).toMatchObject({ finish_reason: "tool_calls" });
});

test("a second response that is cut is an error, although the first was complete", () => {
  const events = read(completed(), { type: "response.created", response: {} }, said(0, "Hel"));

  expect(events.at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
});

test("[DONE] ends an answer of a server that sends no finished response", () => {
  expect(read(said(0, "Hello"), "[DONE]")).toEqual([
    { type: "message_delta", text: "Hello" },
    { type: "done", finish_reason: "unknown" },
  ]);
});

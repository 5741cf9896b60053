import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  close,
  delta,
  finish,
  open,
  start,
  toolUse,
  written,
} from "#runtime/model/testing/anthropic-frames.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";

import { anthropicProtocol } from "./anthropic-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(anthropicProtocol, frames);
}

test("two calls whose parts come in turns are kept apart", () => {
  const events = read(
    start(),
    open(0, toolUse("a")),
    open(1, toolUse("b")),
    written(0, '{"q":'),
    written(1, "{}"),
    written(0, "1}"),
    close(1),
    close(0),
    ...finish("tool_use"),
  );

  expect(only(events, "tool_call_complete")).toEqual([
    { type: "tool_call_complete", id: "b", name: "look_up", arguments: "{}" },
    { type: "tool_call_complete", id: "a", name: "look_up", arguments: '{"q":1}' },
  ]);
  expect(events.at(-1)).toMatchObject({ finish_reason: "tool_calls" });
});

test.each([
  ["nothing", [], {}, "{}"],
  ["empty pieces", [""], {}, "{}"],
  ["its start", [], { q: 1 }, '{"q":1}'],
] as const)("a call whose arguments come in %s is complete", (_, pieces, input, text) => {
  const events = read(
    start(),
    open(0, toolUse("a", input)),
    ...pieces.map((piece) => written(0, piece)),
    close(0),
    ...finish("tool_use"),
  );

  expect(only(events, "tool_call_complete")[0]?.arguments).toBe(text);
});

test("a block that no stop closes is complete at the end of the message", () => {
  const events = read(start(), open(0, toolUse("a")), written(0, "{}"), ...finish("tool_use"));

  expect(only(events, "tool_call_complete")).toHaveLength(1);
});

test("thinking is told as it comes and kept with its signature", () => {
  const events = read(
    start(),
    open(0, { type: "thinking", thinking: "", signature: "" }),
    delta(0, { type: "thinking_delta", thinking: "Let me " }),
    delta(0, { type: "thinking_delta", thinking: "see." }),
    delta(0, { type: "signature_delta", signature: "c2ln" }),
    close(0),
    open(1, { type: "redacted_thinking", data: "ZGF0YQ==" }),
    close(1),
    ...finish("end_turn"),
  );

  expect(spoken(events).reasoning).toBe("Let me see.");
  expect(only(events, "reasoning_item").map(({ item }) => item)).toEqual([
    { type: "thinking", thinking: "Let me see.", signature: "c2ln" },
    { type: "redacted_thinking", data: "ZGF0YQ==" },
  ]);
});

test("thinking without a signature is not kept, for the API would refuse it", () => {
  const events = read(
    start(),
    open(0, { type: "thinking", thinking: "" }),
    delta(0, { type: "thinking_delta", thinking: "Hm." }),
    close(0),
    ...finish("end_turn"),
  );

  expect(spoken(events).reasoning).toBe("Hm.");
  expect(only(events, "reasoning_item")).toEqual([]);
});

test("a summary that the provider made of the conversation is kept, not said", () => {
  const events = read(
    start(),
    open(0, { type: "compaction", content: null }),
    delta(0, { type: "compaction_delta", content: "The user greets." }),
    close(0),
    ...finish("end_turn"),
  );

  expect(spoken(events).text).toBe("");
  expect(only(events, "reasoning_item").map(({ item }) => item)).toEqual([
    { type: "compaction", content: "The user greets." },
  ]);
});

test("tools that the provider runs are shown with their results and are no calls", () => {
  const failed = {
    type: "web_search_tool_result",
    tool_use_id: "srv_1",
    content: { type: "web_search_tool_result_error", error_code: "max_uses_exceeded" },
  };
  const events = read(
    start(),
    open(0, { type: "server_tool_use", id: "srv_1", name: "web_search", input: {} }),
    written(0, '{"query":"rain"}'),
    close(0),
    open(1, failed),
    close(1),
    open(2, { type: "mcp_tool_use", id: "mcp_1", name: "ask", input: {}, server_name: "wiki" }),
    close(2),
    open(3, { type: "mcp_tool_result", tool_use_id: "mcp_1", is_error: false, content: [] }),
    close(3),
    ...finish("end_turn"),
  );

  expect(only(events, "tool_call_delta")).toEqual([]);
  expect(only(events, "provider_tool")).toMatchObject([
    { id: "srv_1", name: "web_search", status: "running", item: { input: { query: "rain" } } },
    { id: "srv_1", name: "web_search", status: "failed", item: failed },
    { id: "mcp_1", name: "ask", status: "running", item: { server_name: "wiki" } },
    { id: "mcp_1", name: "ask", status: "done" },
  ]);
});

test("a place that is cited twice is given once", () => {
  const page = {
    type: "web_search_result_location",
    url: "https://example.com/rain",
    title: "Rain",
    cited_text: "It rains.",
    encrypted_index: "abc",
  };
  const letter = {
    type: "char_location",
    document_index: 0,
    document_title: null,
    cited_text: "x",
  };
  const events = read(
    start(),
    open(0, { type: "text", text: "", citations: [] }),
    delta(0, { type: "citations_delta", citation: page }),
    delta(0, { type: "citations_delta", citation: { ...page, encrypted_index: "def" } }),
    delta(0, { type: "citations_delta", citation: letter }),
    close(0),
    ...finish("end_turn"),
  );

  expect(only(events, "citation").map(({ citation }) => citation)).toEqual([
    { title: "Rain", url: "https://example.com/rain", quote: "It rains." },
    { title: "Document 1", quote: "x" },
  ]);
});

test("a call means tool_calls where a compatible server says that its turn is over", () => {
  const asked = [open(0, toolUse("a")), close(0), ...finish("end_turn")];

  expect(read(start(), ...asked).at(-1)).toMatchObject({ finish_reason: "tool_calls" });
  expect(read(start(), ...asked, start(), ...finish("end_turn")).at(-1)).toMatchObject({
    finish_reason: "stop",
  });
});

import { describe, expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { only, spoken } from "#runtime/model/testing/collect.ts";
import { readFrames } from "#runtime/model/testing/read-frames.ts";
import { chatProtocol } from "./chat-protocol.ts";

function read(...frames: readonly Json[]): NormalizedEvent[] {
  return readFrames(chatProtocol, frames);
}

function said(delta: Json, finish_reason: string | null = null): Json {
  return { id: "answer", choices: [{ index: 0, delta, finish_reason }] };
}

const STOP = said({}, "stop");
const DONE = { type: "done", finish_reason: "stop", provider_finish: "stop" };

function callsOf(events: readonly NormalizedEvent[]): readonly string[] {
  return only(events, "tool_call_complete").map(
    (call) => `${call.id} ${call.name} ${call.arguments}`,
  );
}

describe("text", () => {
  test("comes as deltas, without the empty ones and without what only pads", () => {
    const events = read(
      { id: "answer", choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      said({ role: "assistant", content: "" }),
      { ...(said({ content: "Hel", p: "abcd" }) as object), obfuscation: "xyz" },
      said({ content: null }),
      said({ content: "lo" }),
      STOP,
      "[DONE]",
    );

    expect(events).toEqual([
      { type: "message_delta", text: "Hel" },
      { type: "message_delta", text: "lo" },
      DONE,
    ]);
  });

  test("that comes with the finish, or after it, is part of the answer", () => {
    const events = read(said({ content: "a" }, "stop"), said({ content: "b" }), STOP, "[DONE]");

    expect(spoken(events).text).toBe("ab");
    expect(events.at(-1)).toEqual(DONE);
  });

  test("that a message repeats beside its delta counts once", () => {
    const chunk = (content: string, all: string, finish: string | null) => ({
      choices: [{ index: 0, delta: { content }, message: { content: all }, finish_reason: finish }],
    });

    expect(spoken(read(chunk("a", "a", null), chunk("b", "ab", "stop"))).text).toBe("ab");
  });

  test("that stands only in the message beside an empty delta is not lost", () => {
    const choice = { delta: { content: "" }, message: { content: "a" }, finish_reason: "stop" };
    expect(spoken(read({ choices: [choice] })).text).toBe("a");
  });

  test("is whole as a message, though nobody says why it ended, but not as deltas", () => {
    const message = { content: "Hello", function_call: { name: "", arguments: "" } };
    const end = (choice: Json) => read({ choices: [choice] }).slice(-2);

    expect(end({ message, finish_reason: "" })).toEqual([
      { type: "message_delta", text: "Hello" },
      { type: "done", finish_reason: "unknown" },
    ]);
    expect(end({ delta: message, finish_reason: "" })).toMatchObject([
      { text: "Hello" },
      { type: "error", code: "stream_truncated" },
    ]);
  });

  test("of several choices only the first is read, whichever number it has", () => {
    const chunk = (index: number, content: string) => ({
      choices: [{ index, delta: { content } }],
    });
    const both = { choices: [1, 0].map((index) => ({ index, delta: { content: "b" } })) };
    const unnumbered = { choices: [{ delta: { content: "c" }, finish_reason: "stop" }] };

    const text = (...frames: readonly Json[]) => spoken(read(...frames)).text;
    expect(text(chunk(0, "a"), chunk(1, "x"), both, unnumbered)).toBe("abc");
    expect(text(chunk(1, "a"), chunk(1, "b"), unnumbered)).toBe("abc");
  });

  test("of an answer that was not streamed is read whole", () => {
    const message = {
      content: "Hello",
      reasoning_content: "Hm",
      tool_calls: [{ id: "c", type: "function", function: { name: "read", arguments: "{}" } }],
    };
    const events = read({
      choices: [{ index: 0, message, finish_reason: "tool_calls" }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    });

    expect(spoken(events)).toEqual({ text: "Hello", reasoning: "Hm" });
    expect(callsOf(events)).toEqual(["c read {}"]);
    expect(events.at(-1)).toMatchObject({ type: "done", finish_reason: "tool_calls" });
  });

  test("is told from thinking where both are parts of an array", () => {
    const events = read(
      said({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }] }),
      said({ content: [{ type: "text", text: "42" }] }),
      STOP,
    );

    expect(spoken(events)).toEqual({ text: "42", reasoning: "Hm" });
  });

  test("that refuses is a refusal", () => {
    const events = read(said({ refusal: "I will " }), said({ refusal: "not" }), STOP);

    expect(only(events, "refusal_delta").map(({ text }) => text)).toEqual(["I will ", "not"]);
  });
});

describe("reasoning", () => {
  const detail = (text: string) => [{ type: "reasoning.text", text, index: 0 }];

  test.each([
    ["reasoning", { reasoning: "Hm" }],
    ["reasoning_content", { reasoning_content: "Hm" }],
    ["both", { reasoning: "Hm", reasoning_content: "Hm" }],
    ["reasoning_details", { reasoning_details: detail("Hm") }],
    ["a summary", { reasoning_details: [{ type: "reasoning.summary", summary: "Hm" }] }],
    ["reasoning and its details", { reasoning: "Hm", reasoning_details: detail("Hm") }],
  ])("in %s counts once", (_name, delta) => {
    const events = read(said(delta), said(delta), said({ content: "42" }), STOP);

    expect(spoken(events)).toEqual({ text: "42", reasoning: "HmHm" });
  });

  test("with a signature is put together to be sent back as it came", () => {
    const events = read(
      said({ reasoning: "Let me", reasoning_details: detail("Let me") }),
      said({ reasoning: " see", reasoning_details: detail(" see") }),
      said({ reasoning_details: [{ type: "reasoning.text", signature: "sig", index: 0 }] }),
      said({ reasoning_details: [{ type: "reasoning.encrypted", data: "x", index: 1, id: "e" }] }),
      STOP,
    );

    expect(only(events, "reasoning_item").map(({ item }) => item)).toEqual([
      { type: "reasoning.text", text: "Let me see", signature: "sig", index: 0 },
      { type: "reasoning.encrypted", data: "x", index: 1, id: "e" },
    ]);
  });
});

test("citations under their three names count once a page", () => {
  const url_citation = { url: "https://a.example", title: "A", content: "quoted words" };
  const events = read(
    said({ content: "x", annotations: [{ type: "url_citation", url_citation }] }),
    {
      ...(said({ content: "y" }) as object),
      citations: ["https://a.example", "https://b.example"],
      search_results: [{ title: "B", url: "https://b.example" }],
    },
    { ...(said({}, "stop") as object), citations: ["https://a.example", "https://b.example"] },
  );

  expect(only(events, "citation").map(({ citation }) => citation)).toEqual([
    { title: "A", url: "https://a.example", quote: "quoted words" },
    { title: "B", url: "https://b.example" },
  ]);
});

describe("usage", () => {
  const raw = {
    prompt_tokens: 9,
    completion_tokens: 4,
    prompt_tokens_details: { cached_tokens: 5 },
    completion_tokens_details: { reasoning_tokens: 2 },
  };
  const usage = {
    input_tokens: 9,
    output_tokens: 4,
    cached_input_tokens: 5,
    reasoning_tokens: 2,
  };

  test.each<[string, Json[]]>([
    ["in a chunk of its own", [STOP, { choices: [], usage: raw }]],
    [
      "with each chunk, growing",
      [
        {
          ...(said({ content: "a" }) as object),
          usage: { prompt_tokens: 9, completion_tokens: 1 },
        },
        { ...(STOP as object), usage: raw },
      ],
    ],
    ["in the choice", [{ choices: [{ index: 0, delta: {}, finish_reason: "stop", usage: raw }] }]],
    ["under x_groq", [{ ...(STOP as object), x_groq: { id: "r", usage: raw } }]],
  ])("%s is reported once", (_name, frames) => {
    expect(only(read(...frames, "[DONE]"), "usage")).toEqual([
      { type: "usage", usage, provider_usage: raw },
    ]);
  });

  test("that is null, or was not reported, is absent", () => {
    expect(read({ ...(STOP as object), usage: null })).toEqual([DONE]);
  });
});

describe("the end", () => {
  test.each([
    ["stop", "stop"],
    ["length", "length"],
    ["model_length", "length"],
    ["content_filter", "content_filter"],
    ["function_call", "tool_calls"],
    ["something_new", "unknown"],
  ])("%s is ours as %s, with the provider's own word", (word, finish_reason) => {
    expect(read(said({}, word)).at(-1)).toEqual({
      type: "done",
      finish_reason,
      provider_finish: word,
    });
  });

  test("may have no word where the stream was closed as such", () => {
    expect(read(said({ content: "a" }), "[DONE]").at(-1)).toEqual({
      type: "done",
      finish_reason: "unknown",
    });
  });

  test.each<[string, Json[]]>([
    ["nothing at all", []],
    ["no finish and no close", [said({ content: "a" })]],
    ["a close and nothing else", ["[DONE]"]],
  ])("with %s is an answer that broke off", (_name, frames) => {
    expect(read(...frames).at(-1)).toMatchObject({ type: "error", code: "stream_truncated" });
  });

  test.each<[string, Json, string]>([
    ["an error", { error: { message: "GPU lost", code: 500 } }, "server"],
    ["an error as text", { error: "GPU lost" }, "server"],
    ["an object called error", { object: "error", message: "GPU lost", code: 500 }, "server"],
    [
      "a choice with an error",
      {
        choices: [{ index: 0, delta: {}, error: { message: "GPU lost", code: 502 } }],
      },
      "server",
    ],
    [
      "a rate limit",
      { error: { message: "GPU lost", type: "rate_limit_exceeded" } },
      "rate_limited",
    ],
    ["a bare message", { id: "x", message: "GPU lost" }, "server"],
    ["no JSON", "GPU lost", "bad_response"],
  ])("%s is one error, and nothing follows it", (_name, frame, code) => {
    const events = read(said({ content: "So" }), frame, said({ content: "late" }), "[DONE]");

    expect(events).toMatchObject([{ text: "So" }, { type: "error", code }]);
  });

  test("a finish that is called error is one", () => {
    expect(read(said({ content: "So" }, "error"), "[DONE]")).toMatchObject([
      { text: "So" },
      { type: "error", code: "server", provider_finish: "error" },
    ]);
  });

  test("an error keeps the usage and the word that came before it", () => {
    const usage = { prompt_tokens: 43 };
    const events = read(said({ content: "So" }, "length"), {
      ...(said({ content: "" }) as object),
      error: { code: 400, message: "Token limit reached" },
      usage,
    });

    expect(events.slice(1)).toMatchObject([
      { type: "usage", provider_usage: usage },
      { type: "error", code: "bad_request", provider_finish: "length" },
    ]);
  });
});

test("a legacy text completion is text, and a chat's delta is not told twice where both are given", () => {
  const legacy = { choices: [{ index: 0, text: "Hi", finish_reason: "stop" }] };
  const both = { choices: [{ text: "Hi", delta: { content: "Hi" }, finish_reason: "stop" }] };

  expect(read(legacy, "[DONE]")).toEqual([
    { type: "message_delta", text: "Hi" },
    { type: "done", finish_reason: "stop", provider_finish: "stop" },
  ]);
  expect(read(both, "[DONE]")).toEqual(read(legacy, "[DONE]"));
});

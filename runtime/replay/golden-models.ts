import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import {
  ASKS_TO_READ,
  fails,
  says,
  scriptedModels,
} from "#runtime/model/testing/scripted-models.ts";
import { goldenCase, stop, type GoldenCase } from "./golden-case.ts";

const PRICES = { "a/1": { cost: { input: 2, output: 10, cache_read: 0.5 } } };

const THOUGHT = `
- steps: [{ reasoning: "Which file is meant?" }, { text: "It is a.md." }]
`;
const BUNDLES = `
- steps:
    - bundle: { artifact: chart, title: Chart, html: "<p>1</p>", height: 200 }
    - text: "A first chart. "
    - bundle: { artifact: chart, title: Chart, html: "<p>2</p>" }
    - bundle: { artifact: table, title: Table, html: "<table></table>" }
`;
const CITED = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps:
    - text: "It says so"
    - citation: { title: a.md, path: a.md, start_line: 1, end_line: 2, quote: "So", call: 1 }
    - text: ", and here"
    - citation: { title: b.md, path: b.md, start_line: 3, end_line: 3 }
`;

const REFUSAL: readonly NormalizedEvent[] = [
  { type: "refusal_delta", text: "I do not want to " },
  { type: "refusal_delta", text: "do that." },
  { type: "usage", usage: { input_tokens: 9, output_tokens: 7 } },
  { type: "done", finish_reason: "content_filter", provider_finish: "refusal" },
];

const PROVIDER_TOOL: readonly NormalizedEvent[] = [
  { type: "reasoning_item", item: { id: "rs_1", encrypted: "x" } },
  { type: "provider_tool", id: "ws_1", name: "web_search", status: "running", item: { q: "a" } },
  { type: "message_delta", text: "I searched. " },
  { type: "provider_tool", id: "ws_1", name: "web_search", status: "done", item: { hits: 2 } },
  { type: "provider_tool", id: "ws_2", name: "web_search", status: "running", item: { q: "b" } },
  ...ASKS_TO_READ,
];

const IN_PIECES: readonly NormalizedEvent[] = [
  { type: "tool_call_delta", id: "c1", name: "read", arguments_delta: "" },
  { type: "tool_call_delta", id: "c2", name: "read", arguments_delta: "" },
  { type: "tool_call_delta", id: "c1", arguments_delta: '{"path":' },
  { type: "tool_call_delta", id: "c2", arguments_delta: '{"path":"b.md"}' },
  { type: "tool_call_delta", id: "c1", arguments_delta: '"a.md"}' },
  { type: "done", finish_reason: "tool_calls" },
];

/** Begins to speak, and then says nothing until it is stopped. */
const STALLS: ModelDriver = {
  provider: "test",
  model: "driver",
  async *stream(_request, signal) {
    yield [{ type: "message_delta", text: "The first half" }];
    await new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  },
};

/** What models do to a run. */
export const MODEL_CASES: readonly GoldenCase[] = [
  goldenCase("answer", {}),
  goldenCase("answer-with-reasoning", { passes: THOUGHT }),
  goldenCase("bundle-versions", { passes: BUNDLES }),
  goldenCase("citations", { passes: CITED }),
  goldenCase("refusal", () => ({
    models: scriptedModels({ "a/1": () => REFUSAL }, { infos: PRICES }),
  })),
  goldenCase("provider-tool", () => ({
    models: scriptedModels({ "a/1": (call) => (call === 1 ? PROVIDER_TOOL : says("Done")) }, {}),
  })),
  goldenCase("arguments-in-pieces", () => ({
    models: scriptedModels({ "a/1": (call) => (call === 1 ? IN_PIECES : says("Done")) }, {}),
  })),
  goldenCase("stopped-during-text", { driver: STALLS }, async (runtime, id) => {
    await runtime.reaches(id, ({ parts }) => parts.length > 0);
    await stop(runtime, id);
  }),
  goldenCase("model-retried", () => ({
    models: scriptedModels(
      {
        "a/1": (call) =>
          call === 1
            ? fails("rate_limited", { retry_after_ms: 20 })
            : says("At last", { input: 1_000, output: 20 }),
      },
      { infos: PRICES },
    ),
  })),
  goldenCase("model-fallback", () => ({
    models: scriptedModels(
      { "a/1": () => fails("auth"), "b/2": () => says("I took over", { input: 10, output: 3 }) },
      { fallback: ["b/2"], infos: PRICES },
    ),
  })),
  goldenCase("model-failed-midway", () => ({
    models: scriptedModels(
      { "a/1": () => [{ type: "message_delta", text: "Half" }, ...fails("server")] },
      { fallback: ["b/2"] },
    ),
  })),
  goldenCase("model-broke-off", () => ({
    models: scriptedModels({ "a/1": () => [{ type: "message_delta", text: "Half" }] }, {}),
  })),
];

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { aiSdkStream } from "#runtime/replay/testing/ai-sdk-stream.ts";
import { runReadModel, type RunReadModel } from "#runtime/state/run-read-model.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { perform } from "./dispatch.ts";
import { exportRun } from "./export-run.ts";
import { importRun } from "./import-run.ts";

const CAPTURES = new URL("../replay/import/captures/", import.meta.url);

function capture(name: string): string {
  return readFileSync(new URL(name, CAPTURES), "utf8");
}

/** Imports a text into a runtime that has nothing else. */
async function imported(input: { text: string; format?: string; file?: string }) {
  const runtime = await testRuntime();
  const result = await perform(importRun, input, runtime.services);
  const run_id = result.run_ids.at(-1) ?? "";
  const thread = await runtime.thread(run_id);
  const state = await thread.state();
  const turn = state.turns.find((known) => known.run_id === run_id);
  if (turn === undefined) throw new Error(`No run "${run_id}" was imported`);
  const events = (await thread.log.read(0)).map(({ event }) => event);
  const model = runReadModel(turn.run, turn.text);
  return { runtime, result, state, events, run: turn.run, model };
}

/** What every capture of the weather agent tells, whoever made it. */
function expectWeather(model: RunReadModel): void {
  expect(model).toMatchObject({
    status: "completed",
    input: "How cold is it in Oslo?",
    text: "I look it up.\n\nIt is 4 degrees in Oslo.",
  });
  expect(model.tool_calls).toMatchObject([
    {
      name: "weather",
      status: "done",
      arguments: { city: "Oslo" },
      output: { content: "4 degrees in Oslo" },
    },
  ]);
}

describe("import_run of LangGraph", () => {
  it.each(["langgraph-events.jsonl", "langgraph-stream.jsonl"])(
    "reads %s, without a word on which format it is",
    async (name) => {
      const { result, model, run } = await imported({ text: capture(name) });

      expect(result).toMatchObject({ format: "langgraph", times: "unknown" });
      expectWeather(model);
      expect(model.usage).toMatchObject({ input_tokens: 42, output_tokens: 13 });
      expect(run.steps.map(({ provider, model: called }) => `${provider}/${called}`)).toEqual([
        "scripted/test-1",
        "scripted/test-1",
      ]);
      expect(run.steps[0]?.finish_reason).toBe("tool_calls");
      expect(run.model).toBe("scripted/test-1");
    },
  );

  it("reads the messages of a server, which hold no question", async () => {
    const { model } = await imported({ text: capture("langgraph-messages.sse") });

    expect(model.input).toBe("The capture does not hold the question");
    expectWeather({ ...model, input: "How cold is it in Oslo?" });
  });
});

describe("import_run of AG-UI", () => {
  it("reads a stream with its times, its thoughts and its usage", async () => {
    const { result, model, events, run } = await imported({ text: capture("ag-ui.sse") });

    expect(result).toMatchObject({ format: "ag-ui", times: "recorded" });
    expectWeather(model);
    expect(model.reasoning).toBe("The weather tool knows.");
    expect(model.usage).toEqual({ input_tokens: 42, output_tokens: 13 });
    expect(run.started_at).toBe("2025-11-19T00:00:00.000Z");
    expect(run.ended_at).toBe("2025-11-19T00:00:01.600Z");
    expect(events.find(({ type }) => type === "tool.result")?.timestamp).toBe(
      "2025-11-19T00:00:01.430Z",
    );
  });

  it("reads the same as an array, and keeps what the catalogue has no class for", async () => {
    const values = [...capture("ag-ui.sse").matchAll(/^data: (.*)$/gm)].map(([, json]) => json);

    const { model, events } = await imported({ text: `[${values.join(",\n")}]` });
    const kept = events.flatMap((event) =>
      event.type === "runtime.warning" ? [event.payload.details] : [],
    );

    expectWeather(model);
    expect(kept).toMatchObject([
      { type: "STATE_DELTA", delta: [{ path: "/city" }] },
      { type: "CUSTOM", value: { face: "cold" } },
    ]);
  });

  it("ends a run that the capture cuts off as lost, and says who says so", async () => {
    const text = capture("ag-ui.sse").split("\n\n").slice(0, 14).join("\n\n");

    const { run, events } = await imported({ text });

    expect(run.status).toBe("lost");
    expect(run.calls[0]?.status).toBe("lost");
    expect(events.at(-1)).toMatchObject({
      type: "turn.failed",
      payload: { error: { code: "cut_off" } },
      refs: { added_by: "import" },
    });
  });
});

describe("import_run of the AI SDK", () => {
  it("reads what toUIMessageStreamResponse() sends", async () => {
    const { result, model, events } = await imported({ text: await aiSdkStream(), file: "a.sse" });

    expect(result).toMatchObject({ format: "ai-sdk-ui", times: "unknown" });
    expectWeather({ ...model, input: "How cold is it in Oslo?" });
    expect(model.reasoning).toBe("The tool knows.");
    expect(model.citations).toMatchObject([
      { index: 1, title: "Weather", url: "https://weather.test/oslo" },
    ]);
    const [first, submitted] = events;
    expect(first).toMatchObject({
      payload: { title: "a.sse", imported: { format: "ai-sdk-ui", file: "a.sse" } },
    });
    expect(submitted?.refs).toEqual({
      imported: "ai-sdk-ui",
      imported_file: "a.sse",
      times: "unknown",
      input: "unknown",
    });
  });

  it("tells errors, denials and aborts as what they are", async () => {
    const chunks = (...list: object[]) => list.map((chunk) => JSON.stringify(chunk)).join("\n");
    const call = { toolCallId: "c", toolName: "write", input: { path: "a" } };
    const denied = await imported({
      text: chunks(
        { type: "start" },
        { type: "start-step" },
        { type: "tool-input-available", ...call },
        { type: "tool-approval-request", approvalId: "a", toolCallId: "c" },
        { type: "tool-approval-response", approvalId: "a", approved: false, reason: "No" },
        { type: "tool-output-denied", toolCallId: "c" },
        { type: "finish-step" },
        { type: "finish" },
      ),
    });
    const aborted = await imported({
      text: chunks(
        { type: "start" },
        { type: "text-delta", id: "1", delta: "Hal" },
        { type: "abort" },
      ),
    });
    const failed = await imported({
      text: chunks({ type: "start" }, { type: "error", errorText: "No model" }),
    });

    expect(denied.run.calls[0]).toMatchObject({ status: "denied", arguments: { path: "a" } });
    expect(denied.run.approvals[0]).toMatchObject({ decision: "deny", reason: "No" });
    expect(denied.run.status).toBe("completed");
    expect(aborted.model).toMatchObject({ status: "cancelled", text: "Hal" });
    expect(failed.model).toMatchObject({ status: "failed", error: { message: "No model" } });
  });
});

describe("import_run of OpenTelemetry", () => {
  it("reads back what export_run wrote, as far as spans hold it", async () => {
    const passes = `
- steps: [{ text: "I look. " }, { calls: [{ tool: read, arguments: { path: a.md } }, { tool: read, arguments: { path: b.md } }] }]
- steps: [{ text: "Both say the same." }]
`;
    const runtime = await testRuntime({ passes });
    const { run } = await runtime.ask("Look at both");
    const input = { run_id: run.run_id, format: "otlp", content: true };
    const { text = "" } = await perform(exportRun, input, runtime.services);

    const { result, model } = await imported({ text });

    expect(result).toMatchObject({ format: "otlp", times: "recorded" });
    expect(model).toMatchObject({
      status: "completed",
      input: "Look at both",
      agent: run.agent,
      text: "I look. \n\nBoth say the same.",
      usage: run.usage,
      ended_at: run.ended_at,
    });
    expect(model.tool_calls.map(({ name, arguments: args }) => [name, args])).toEqual(
      run.calls.map(({ name, arguments: args }) => [name, args]),
    );
    expect(model.tool_calls[0]?.output?.content).toBe(run.calls[0]?.output?.content);
  });

  it("reads spans of older conventions, and keeps those of other things", async () => {
    const span = (name: string, from: number, attributes: Record<string, unknown>) => ({
      traceId: "t",
      spanId: name,
      ...(name !== "root" && { parentSpanId: "root" }),
      name,
      startTimeUnixNano: `${from}000000`,
      endTimeUnixNano: `${from + 100}000000`,
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === "number" ? { intValue: value } : { stringValue: value },
      })),
    });
    const spans = [
      span("root", 1_000, { "gen_ai.operation.name": "invoke_agent" }),
      span("chat", 1_010, {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "openai",
        "gen_ai.request.model": "gpt",
        "gen_ai.usage.prompt_tokens": 7,
      }),
      span("GET /x", 1_020, {}),
    ];

    const { run, events } = await imported({
      text: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    });

    expect(run.steps).toMatchObject([{ provider: "openai", model: "gpt", state: "completed" }]);
    expect(run.usage).toEqual({ input_tokens: 7 });
    expect(events.find(({ type }) => type === "runtime.warning")?.payload).toMatchObject({
      details: { name: "GET /x" },
    });
  });
});

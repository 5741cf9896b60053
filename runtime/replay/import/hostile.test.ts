import fc from "fast-check";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { CommandError, type ControlServices } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { IMPORT_MAX_CHARS, type ImportedRun, importRun } from "#runtime/control/import-run.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { parseEvent } from "#runtime/event/parse-event.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { CAPTURE_FORMATS } from "./capture.ts";

const CORPUS = new URL("../../../../shared/data/corpora/JSONTestSuite/", import.meta.url);
const FOREIGN = CAPTURE_FORMATS.filter((format) => format !== "uar-events");

function capture(name: string): string {
  return readFileSync(new URL(`captures/${name}`, import.meta.url), "utf8");
}

/** The events that a text became, or the refusal; and what the store then holds. */
async function importOf(text: string, format?: string, known?: ControlServices) {
  const services = known ?? (await testRuntime()).services;
  const input = { text, ...(format !== undefined && { format }) };
  const answer = await perform(importRun, input, services).catch((error: unknown) => error);
  const id = answer instanceof Error ? "none" : (answer as ImportedRun).thread_id;
  const thread = await services.threads.find(id);
  const entries = (await thread?.log.read(0)) ?? [];
  const threads = known === undefined ? await services.threads.list() : [];
  return { answer, threads, events: entries.map(({ event }) => event) };
}

async function expectRefused(text: string, format?: string): Promise<CommandError> {
  const { answer, threads } = await importOf(text, format);
  expect(answer).toBeInstanceOf(CommandError);
  expect(threads).toEqual([]);
  return answer as CommandError;
}

/** Each event is one of its class; what is begun has one end, and the run's is the last of it (R1). */
function expectWhole(events: readonly RuntimeEvent[]): void {
  expect(events.filter((event) => parseEvent(event).kind !== "known")).toEqual([]);
  const runs = Map.groupBy(
    events.filter(({ run_id }) => run_id !== undefined),
    ({ run_id }) => run_id,
  );
  for (const own of runs.values()) {
    const ends = own.filter(({ type }) => type === "turn.completed" || type === "turn.failed");
    expect(ends).toEqual([own.at(-1)]);
    const begun = own.filter(({ type }) =>
      /^(?:tool\.(?:args|started)|action\.required)$/.test(type),
    );
    const ended = own.filter(({ type }) => /^tool\.(?:result|failed)$/.test(type));
    expect(idsOf(ended, "tool_call_id")).toEqual(distinct(idsOf(begun, "tool_call_id")));
    const asked = own.filter(({ type }) => type === "action.required");
    const decided = own.filter(({ type }) => type === "action.resolved");
    expect(idsOf(decided, "action_id")).toEqual(idsOf(asked, "action_id"));
  }
}

function idsOf(events: readonly RuntimeEvent[], name: "tool_call_id" | "action_id") {
  return events
    .map((event) => event[name] ?? "")
    .toSorted((left, right) => (left < right ? -1 : 1));
}

function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}

describe("import_run of bad input", () => {
  it.each([
    ["", "invalid_input"],
    [" \n\t", "The capture is empty"],
    ["null", "no known format"],
    ["[]", "no known format"],
    ["{}", "no known format"],
    ["42", "no known format"],
    ['{"type":', "Line 1"],
    ['{"type":"start"}\n{"type":"text-delta","delta":"a"', "Line 2"],
    ['data: {"type":"start"}\n\ndata: {"type":"text', "Line 3"],
    ["<!doctype html><p>No run</p>", "Line 1"],
    ['{"resourceSpans":[]}', "holds no event"],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}', "is no span"],
    ['{"sequence":1,"thread_id":"th_1","type":"turn.submitted"}', "Line 1 is no event"],
    ["NaN", "Line 1"],
    ['{"type":"start"}\u0000', "Line 1"],
  ])("refuses %j with its place and a fix, and stores nothing", async (text, words) => {
    const { code, message, details } = await expectRefused(text);

    expect(code).toBe("invalid_input");
    expect(`${code} ${message}`).toContain(words);
    expect(text === "" || typeof details["fix"] === "string").toBe(true);
  });

  it.each(FOREIGN)("refuses what is not %s where one says that it is", async (format) => {
    const { details } = await expectRefused("[[1]]", format);

    expect(details["fix"]).toMatch(/^Give /);
  });

  it("refuses a value that nests too deep, without walking it", async () => {
    const deep = `{"type":"data-x","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;

    expect((await expectRefused(deep)).message).toContain("nests deeper");
    expect((await expectRefused(`{"type":"start"}\n${deep}`)).message).toContain("Line 2");
  });

  it("takes JSON too deep within a text for a text", async () => {
    const args = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const chunks = [
      { type: "start" },
      { type: "tool-input-start", toolCallId: "a", toolName: "t" },
      { type: "tool-input-delta", toolCallId: "a", inputTextDelta: args },
      { type: "tool-output-available", toolCallId: "a", output: "ok" },
      { type: "finish" },
    ];

    const { events } = await importOf(chunks.map((chunk) => JSON.stringify(chunk)).join("\n"));

    expectWhole(events);
    expect(events.find(({ type }) => type === "tool.started")?.payload).toMatchObject({
      arguments: args,
    });
  });

  it("refuses more than the log takes in one event, and more than is read at all", async () => {
    const large = JSON.stringify({ type: "text-delta", delta: "x".repeat(1_100_000) });

    expect((await expectRefused(large)).message).toContain("more than the log takes");
    const { message } = await expectRefused("x".repeat(IMPORT_MAX_CHARS + 1));
    expect(message).toContain(`<=${IMPORT_MAX_CHARS}`);
  });

  it("changes no prototype, whatever a key is called", async () => {
    const text = `{"type":"data-x","data":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}
{"type":"tool-input-available","toolCallId":"__proto__","toolName":"toString","input":{"__proto__":{"polluted":true}}}
{"type":"tool-output-available","toolCallId":"__proto__","output":{"__proto__":1}}
{"type":"finish"}`;

    const { events } = await importOf(text);

    expectWhole(events);
    expect(JSON.stringify(events)).toContain('"__proto__":{"polluted":true}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("gives hostile ids no way into paths, addresses or other threads", async () => {
    const hostile = '../../etc/passwd"><script>';
    const event = {
      type: "turn.submitted",
      event_id: "ev_1",
      timestamp: "2026-01-01T00:00:00.000Z",
      sequence: 1,
      schema_version: "1",
      session_id: "s_1",
      thread_id: "th_1",
      turn_id: "import",
      task_id: "key:mine",
      run_id: hostile,
      payload: { input: { text: hostile }, options: {} },
    };

    const { answer, events } = await importOf(JSON.stringify(event));

    expectWhole(events);
    expect(answer).toMatchObject({ run_ids: [expect.stringMatching(/^r_[0-9a-z]+$/)] });
    for (const { run_id, turn_id, task_id, session_id } of events) {
      expect(`${run_id} ${turn_id} ${task_id} ${session_id}`).not.toMatch(/passwd|import|key:/);
    }
  });

  it("answers every file of the JSON test suite with events or a refusal", async ({ skip }) => {
    skip(!existsSync(CORPUS), `The corpus is not at ${CORPUS.pathname}`);
    const files = readdirSync(CORPUS, { recursive: true, encoding: "utf8" });
    const texts = files
      .filter((file) => file.endsWith(".json"))
      .map((file) => readFileSync(join(CORPUS.pathname, file), "utf8"));
    expect(texts.length).toBeGreaterThan(100);

    const { services } = await testRuntime();
    for (const json of texts) {
      const text = `{"type":"start"}\n{"type":"data-x","data":${json}}`;
      const { answer } = await importOf(text, undefined, services);
      expect(answer instanceof Error ? answer.name : "taken").toMatch(/^(?:CommandError|taken)$/);
    }
  });
});

describe("import_run of captures that lost their order", () => {
  const captures = [
    ["ag-ui", dataLines(capture("ag-ui.sse"))],
    ["langgraph", capture("langgraph-events.jsonl").trim().split("\n")],
    ["langgraph", capture("langgraph-stream.jsonl").trim().split("\n")],
    ["ai-sdk-ui", aiSdkLines()],
  ] as const;

  it.each(captures)("makes whole runs of any pieces of %s in any order", async (format, lines) => {
    const { services } = await testRuntime();
    const pieces = fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, async (some) => {
        const { answer, events } = await importOf(some.join("\n"), format, services);
        if (answer instanceof CommandError) return;
        expectWhole(events);
      }),
      { numRuns: 60 },
    );
  });
});

function dataLines(text: string): readonly string[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, json = ""]) => json);
}

function aiSdkLines(): readonly string[] {
  const call = { toolCallId: "c", toolName: "t" };
  return [
    { type: "start" },
    { type: "start-step" },
    { type: "text-delta", id: "1", delta: "a" },
    { type: "reasoning-delta", id: "2", delta: "b" },
    { type: "tool-input-start", ...call },
    { type: "tool-input-delta", toolCallId: "c", inputTextDelta: "{" },
    { type: "tool-input-available", ...call, input: {} },
    { type: "tool-approval-request", approvalId: "a", toolCallId: "c" },
    { type: "tool-approval-response", approvalId: "a", approved: true },
    { type: "tool-output-available", toolCallId: "c", output: 1, preliminary: true },
    { type: "tool-output-available", toolCallId: "c", output: { x: 1 } },
    { type: "tool-output-error", toolCallId: "c", errorText: "e" },
    { type: "tool-output-denied", toolCallId: "c" },
    { type: "source-url", sourceId: "s", url: `${"java"}script:alert(1)` },
    { type: "reset-step" },
    { type: "finish-step" },
    { type: "error", errorText: "x" },
    { type: "abort" },
    { type: "finish", finishReason: "error" },
  ].map((chunk) => JSON.stringify(chunk));
}

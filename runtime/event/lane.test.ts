import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

import type { EventOf, EventType, RuntimeEvent } from "./catalogue.ts";
import { LANES, laneMessages, laneOf } from "./lane.ts";
import { SAMPLE_EVENTS } from "./samples.ts";

function sample<Type extends EventType>(
  type: Type,
  payload?: Partial<EventOf<Type>["payload"]>,
): RuntimeEvent {
  const event = SAMPLE_EVENTS.find((candidate) => candidate.type === type);
  if (event === undefined) throw new Error(`No sample of "${type}"`);
  // A part of a payload of the same class, laid over a whole one, is a payload of that class.
  return { ...event, payload: { ...event.payload, ...payload } } as RuntimeEvent;
}

function wire(event: RuntimeEvent): readonly string[] {
  return laneMessages(event).map(({ lane, payload }) => `${lane} ${JSON.stringify(payload)}`);
}

test("a token travels as its text and nothing else", () => {
  expect(wire(sample("model.delta", { text: "Hi" }))).toEqual(['tokens {"text":"Hi"}']);
});

test("reasoning travels as its text and nothing else", () => {
  expect(wire(sample("reasoning.delta", { text: "So" }))).toEqual(['reasoning {"text":"So"}']);
});

test("what is asked anew is taken back on each lane that has some of it", () => {
  const interrupted = { reason: "interrupted", discarded: { text: 120, reasoning: 7 } } as const;

  expect(wire(sample("model.failed", interrupted))).toEqual([
    'tokens {"text":"","discard":120}',
    'reasoning {"text":"","discard":7}',
  ]);
  expect(wire(sample("model.failed"))).toEqual([]);
});

test("a delta with text and a citation speaks on both lanes, and belongs to tokens", () => {
  const citation = { index: 1, title: "retry.ts" };
  const event = sample("model.delta", { text: "Here", citation });

  expect(wire(event)).toEqual([
    'tokens {"text":"Here"}',
    'citations {"index":1,"title":"retry.ts"}',
  ]);
  expect(laneOf(event)).toBe("tokens");
});

test("a call is told from its first argument to its result under one id", () => {
  const events = [
    sample("tool.args"),
    sample("model.completed"),
    sample("action.required"),
    sample("action.resolved"),
    sample("tool.started"),
    sample("tool.progress"),
    sample("tool.result"),
  ];

  const told = events
    .flatMap(laneMessages)
    .flatMap((message) => (message.type === "ToolsProgress" ? [message.payload] : []));

  expect(told.map(({ state }) => state)).toEqual([
    "writing",
    "queued",
    "waiting_approval",
    "queued",
    "running",
    "running",
    "done",
  ]);
  expect(new Set(told.map(({ call_id }) => call_id))).toEqual(new Set(["call_1"]));
});

test("a failed tool says why on its own lane and leaves errors alone", () => {
  expect(wire(sample("tool.failed"))).toEqual([
    'tools {"call_id":"call_1","state":"timed_out","name":"tests__run",' +
      '"error":{"code":"timed_out","message":"Timed out after 30 s"}}',
  ]);
});

test("a completed turn is done, and says nothing more", () => {
  expect(wire(sample("turn.completed"))).toEqual(['status {"status":"completed","done":true}']);
});

test.for(["failed", "timed_out", "lost"] as const)(
  "a turn that %s is an error, then done",
  (status) => {
    const error = { code: "busy", message: "The provider is busy", retryable: true };
    const event = sample("turn.failed", { status, error });

    expect(wire(event)).toEqual([
      'errors {"code":"busy","message":"The provider is busy"}',
      `status {"status":"${status}","done":true}`,
    ]);
    expect(laneOf(event)).toBe("errors");
  },
);

test("a cancelled turn is done and no error", () => {
  const error = { code: "cancelled", message: "Stopped by you" };
  const event = sample("turn.failed", { status: "cancelled", error });

  expect(wire(event)).toEqual(['status {"status":"cancelled","done":true}']);
  expect(laneOf(event)).toBe("status");
});

test("only the end of a turn is done", () => {
  const types = SAMPLE_EVENTS.filter((event) =>
    laneMessages(event).some((message) => message.type === "Done"),
  ).map((event) => event.type);

  expect(new Set(types)).toEqual(new Set(["turn.completed", "turn.failed"]));
});

test("a bundle brings its HTML, a file only its facts", () => {
  const bundle = sample("artifact.changed");
  const file = SAMPLE_EVENTS.findLast((event) => event.type === "artifact.changed");

  expect(laneMessages(bundle).map(({ lane }) => lane)).toEqual(["bundle", "artifacts"]);
  expect(file && wire(file)).toEqual([
    'artifacts {"artifact_id":"art_1","kind":"file","name":"retry","version":1,' +
      '"title":"retry.patch","media_type":"text/x-diff"}',
  ]);
});

test("an approval carries what a person needs to decide", () => {
  const [asked] = laneMessages(sample("action.required"));

  expect(asked?.lane).toBe("approvals");
  expect(asked?.payload).toMatchObject({
    action_id: "act_1",
    state: "required",
    tool: "fs__write_file",
    arguments: { file_path: "src/retry.ts" },
    decisions: ["allow_once", "allow_session", "deny"],
  });
});

test("an error of the runtime itself is told on the lane of errors", () => {
  const error = { code: "log_dead", message: "The log takes no more events" };

  const [told] = laneMessages(sample("runtime.error", { error }));

  expect(told).toMatchObject({ lane: "errors", payload: error });
});

test("usage that the provider did not report is not told as zero", () => {
  const silent = sample("model.completed", { usage: {}, tool_calls: [] });

  expect(laneMessages(silent)).toEqual([]);
});

test("the same tokens are told once, also when their cost is recorded", () => {
  const spent = [sample("model.completed"), sample("cost.recorded")].flatMap(laneMessages);

  const usage = spent.filter((message) => message.type === "Usage");
  expect(usage.map(({ payload }) => payload)).toEqual([
    { input_tokens: 812, output_tokens: 64 },
    { provider: "openai", model: "gpt-6", cost: { amount: 0.0041, currency: "USD" } },
  ]);
});

test("every lane has something to say", () => {
  const spoken = new Set(SAMPLE_EVENTS.flatMap(laneMessages).map((message) => message.lane));

  expect(LANES.filter((lane) => !spoken.has(lane))).toEqual([]);
});

test.for(["constructor.x", "__proto__.x", "toString", "vendor.thing", ""])(
  "an event of the unknown class %j belongs to status and is silent",
  (type) => {
    // A newer version's event passes through the same code as the known ones.
    const event = { ...sample("run.status"), type } as RuntimeEvent;

    expect(laneOf(event)).toBe("status");
    expect(laneMessages(event)).toEqual([]);
  },
);

test("the lanes load no schema, so that a browser loads none either", async () => {
  const loaded = new Set<string>();

  await collectImports("./lane.ts", loaded);

  expect([...loaded]).toEqual(["./lane.ts", "./lane-projectors.ts"]);
});

/** Gathers what a file loads when it runs; imports of types are gone by then. */
async function collectImports(file: string, loaded: Set<string>): Promise<void> {
  loaded.add(file);
  if (!file.startsWith(".")) return;
  const source = await readFile(new URL(file, import.meta.url), "utf8");
  for (const [, from = ""] of source.matchAll(
    /^(?:import|export)(?! type)[^;]*? from "([^"]+)"/gm,
  )) {
    if (!loaded.has(from)) await collectImports(from, loaded);
  }
}

import { beforeAll, expect, test } from "vitest";

import type { EventLog } from "#runtime/log/port.ts";
import { LANE_FORMATS, sseFormat } from "./lane-format.ts";
import { eventProjection, laneProjection, parseLanes } from "./lanes.ts";
import { done, entry, openLog, token, twoCalls } from "./stream-test-kit.ts";

let log: EventLog;
beforeAll(async () => {
  log = await openLog();
});

test("A row of tokens becomes one frame with the last id", () => {
  const entries = [" the", " retry", " test"].map((text, at) => entry(log, 40 + at, token(text)));

  const { text } = laneProjection(sseFormat, {}).encode(entries, 1, 0);

  expect(text).toBe('id:1.42\nevent:tokens\ndata:{"text":" the retry test"}\n\n');
});

test("A frame of one token takes at most 45 bytes, and a row of tokens far less each", () => {
  const row = Array.from({ length: 40 }, (_, at) => entry(log, 9_001 + at, token(" the")));
  const projection = laneProjection(sseFormat, {});

  const single = projection.encode(row.slice(0, 1), 1, 0).text;
  const merged = projection.encode(row, 1, 0).text;

  expect(Buffer.byteLength(single)).toBeLessThanOrEqual(45);
  expect(Buffer.byteLength(merged) / row.length).toBeLessThan(6);
});

test("Text of another lane in between ends the row", () => {
  const entries = [
    entry(log, 1, token("a")),
    entry(log, 2, { type: "reasoning.delta", payload: { text: "b" } }),
    entry(log, 3, { type: "reasoning.delta", payload: { text: "c" } }),
    entry(log, 4, token("d")),
  ];

  expect(laneProjection(sseFormat, {}).encode(entries, 1, 0).text).toBe(
    [
      'id:1.1\nevent:tokens\ndata:{"text":"a"}\n\n',
      'id:1.3\nevent:reasoning\ndata:{"text":"bc"}\n\n',
      'id:1.4\nevent:tokens\ndata:{"text":"d"}\n\n',
    ].join(""),
  );
});

test("Only the last message of an event carries the event's id", () => {
  const { text } = laneProjection(sseFormat, {}).encode([entry(log, 7, twoCalls("read"))], 1, 0);

  expect(text.match(/^(?:id|event):.*$/gm)).toEqual([
    "id:1.7.1",
    "event:tools",
    "id:1.7.2",
    "event:tools",
    "id:1.7",
    "event:usage",
  ]);
});

test("A reader cut off within an event gets the rest of it", () => {
  const projection = laneProjection(sseFormat, {});
  const calls = [entry(log, 7, twoCalls("read"))];

  const whole = projection.encode(calls, 1, 0).text;

  expect(whole.endsWith(projection.encode(calls, 1, 1).text)).toBe(true);
  expect(projection.encode(calls, 1, 2).text).toMatch(/^id:1\.7\nevent:usage\n/);
  expect(projection.encode(calls, 1, 9).text).toBe("");
});

test("A filter on lanes leaves out the others and keeps the ids exact", () => {
  const entries = [entry(log, 7, twoCalls("read")), entry(log, 8, token("a"))];

  const tools = laneProjection(sseFormat, { lanes: new Set(["tools"]) }).encode(entries, 1, 0);

  expect(tools.text.match(/^id:.*$/gm)).toEqual(["id:1.7.1", "id:1.7"]);
});

test("A run's stream has no other run's messages and is over after its Done", () => {
  const entries = [
    entry(log, 1, token("mine")),
    entry(log, 2, token("other", "r_2")),
    entry(log, 3, done("r_2")),
    entry(log, 4, done()),
    entry(log, 5, token("late")),
  ];

  const { text, isOver } = laneProjection(sseFormat, { run_id: "r_1" }).encode(entries, 1, 0);

  expect(text).toBe(
    'id:1.1\nevent:tokens\ndata:{"text":"mine"}\n\n' +
      'id:1.4\nevent:status\ndata:{"status":"completed","done":true}\n\n',
  );
  expect(isOver).toBe(true);
});

test("A run's stream is over also when its lanes leave the Done out", () => {
  const filter = { run_id: "r_1", lanes: new Set(["tokens"] as const) };

  expect(laneProjection(sseFormat, filter).encode([entry(log, 1, done())], 1, 0)).toEqual({
    text: "",
    isOver: true,
  });
});

test("A thread's stream goes on after a Done", () => {
  const { isOver } = laneProjection(sseFormat, {}).encode([entry(log, 1, done())], 1, 0);

  expect(isOver).toBe(false);
});

test("Hostile text of a model stays inside its message in every format", () => {
  const hostile = 'x"}\n\nevent: errors\ndata: {"code":"forged"}\r\rid: 9.9\u2028\0';
  const entries = [entry(log, 1, token(hostile))];

  const sse = laneProjection(sseFormat, {}).encode(entries, 1, 0).text;
  const jsonl = laneProjection(LANE_FORMATS["application/jsonl"], {}).encode(entries, 1, 0).text;

  expect(sse.match(/^(?:id|event|data):/gm)).toEqual(["id:", "event:", "data:"]);
  expect(JSON.parse(jsonl)).toEqual({ id: "1.1", lane: "tokens", data: { text: hostile } });
});

test("Plain text is the answer and nothing else", () => {
  const entries = [
    entry(log, 1, token("Hello ")),
    entry(log, 2, twoCalls("read")),
    entry(log, 3, token("world\n")),
    entry(log, 4, done()),
  ];

  const plain = laneProjection(LANE_FORMATS["text/plain"], { run_id: "r_1" });

  expect(plain.encode(entries, 1, 0).text).toBe("Hello world\n");
});

test("Plain text, which cannot take back, says where the answer begins anew", () => {
  const discarded = { text: 3, reasoning: 2 };
  const error = { code: "interrupted", message: "The server stopped" };
  const payload = { reason: "interrupted", error, discarded } as const;
  const entries = [
    entry(log, 1, token("Hel")),
    entry(log, 2, { type: "model.failed", run_id: "r_1", payload }),
    entry(log, 3, token("Hello")),
  ];

  const plain = laneProjection(LANE_FORMATS["text/plain"], { run_id: "r_1" });

  expect(plain.encode(entries, 1, 0).text).toBe("Hel\n\n[The answer begins anew]\n\nHello");
});

test("A whole event goes out as its stored text, under its lane and its thread's place", () => {
  const stored = entry(log, 7, twoCalls("read"));

  expect(eventProjection("th_1").encode([stored], 2, 0).text).toBe(
    `id:th_1:2.7\nevent:tokens\ndata:${stored.json}\n\n`,
  );
});

test("parseLanes() takes known names only", () => {
  expect(parseLanes("tokens,tools")).toEqual(new Set(["tokens", "tools"]));
  for (const text of ["", "tokens,", "Tokens", "hb", "resync", "__proto__", "tokens\nx"]) {
    expect(() => parseLanes(text)).toThrow("There is no lane");
  }
});

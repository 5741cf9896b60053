import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { RuntimeEvent } from "./catalogue.ts";
import { toProfileEvent } from "./export-profile.ts";
import { importProfile, ProfileImportError } from "./import-profile.ts";
import { parseEvent } from "./parse-event.ts";
import { SAMPLE_EVENTS } from "./samples.ts";

const VALID = {
  type: "tool.progress",
  eventId: "ev_1",
  timestamp: "2026-11-30T09:00:00.000Z",
  sequence: 7,
  schemaVersion: "lime-profile-0.4.0",
  runtimeId: "rt_1",
  sessionId: "s_1",
  threadId: "th_1",
  turnId: "t_1",
  stepId: "st_1",
  toolCallId: "call_1",
  payload: { progress: 1, total: 2 },
};

function imported(value: unknown): RuntimeEvent {
  const [event] = importProfile(value);
  if (event === undefined) throw new Error("Nothing was imported");
  return event;
}

function refusal(value: unknown): ProfileImportError {
  try {
    importProfile(value);
  } catch (cause) {
    if (cause instanceof ProfileImportError) return cause;
    throw cause;
  }
  throw new Error("It was imported");
}

describe("importProfile()", () => {
  it.each(SAMPLE_EVENTS.map((event) => [event.type, event] as const))(
    "gives back the %s that was exported",
    (_type, event) => {
      const exported = toProfileEvent(event, "rt_1");

      expect(imported(exported)).toEqual({ ...event, runtime_id: "rt_1" });
      expect(toProfileEvent(imported(exported), "rt_other")).toEqual(exported);
    },
  );

  it("keeps an event of a class that nobody here knows, whatever its payload", () => {
    const vendor = { ...VALID, type: "lime.heartbeat", payload: ["any", { shapeOf: 1 }] };

    const event = imported(vendor);

    expect(event).toMatchObject({ type: "lime.heartbeat", payload: ["any", { shapeOf: 1 }] });
    expect(parseEvent(event).kind).toBe("unknown");
  });

  it("keeps members that nobody here knows, under their own names", () => {
    const more = { ...VALID, costState: { spentUsd: 1 }, payload: { progress: 1, etaMs: 5 } };

    const event = imported(more);

    expect(event).toMatchObject({ costState: { spentUsd: 1 }, payload: { etaMs: 5 } });
    expect(toProfileEvent(event, "rt_1")).toEqual(more);
  });

  it("keeps the version of another profile, and a time of another place as the same moment", () => {
    const other = { ...VALID, schemaVersion: "0.1.0", timestamp: "2026-11-30T11:00:00+02:00" };

    expect(imported(other)).toMatchObject({
      schema_version: "1",
      schemaVersion: "0.1.0",
      timestamp: "2026-11-30T09:00:00.000Z",
    });
  });

  it("changes nothing of what it was given", () => {
    const before = JSON.stringify(VALID);

    imported(VALID);

    expect(JSON.stringify(VALID)).toBe(before);
  });
});

describe("what cannot be read", () => {
  it("is named with its place in the list, its path, its value and the fix", () => {
    const broken = { ...VALID, eventId: "ev_2", sequence: 8, payload: { progress: "half" } };

    expect(refusal([VALID, broken])).toMatchObject({
      index: 1,
      path: "payload.progress",
      value: '"half"',
      fix: "Give a number",
      message: 'Event 1: Cannot read the event\'s "payload.progress" from "half": give a number',
    });
  });

  it.each([
    ["no thread", { ...VALID, threadId: undefined }, "threadId", "Give a string"],
    ["no place in its thread", { ...VALID, sequence: undefined }, "sequence", "Give a number"],
    ["the place 0", { ...VALID, sequence: 0 }, "sequence", "at least 1"],
    ["a number as text", { ...VALID, sequence: "7" }, "sequence", "Give a number"],
    ["a place beyond what counts exactly", { ...VALID, sequence: 2 ** 53 + 1 }, "sequence", ""],
    ["an endless number", { ...VALID, payload: { progress: Infinity } }, "payload.progress", ""],
    ["one where nobody knows it", { ...VALID, costState: [Number("1e999")] }, "costState.0", ""],
    ["no payload", { ...VALID, payload: undefined }, "payload", "Give a JSON object"],
    ["a payload of null", { ...VALID, payload: null }, "payload", "Give a JSON object"],
    ["references that are none", { ...VALID, refs: { outputRef: 5 } }, "refs.outputRef", "string"],
    ["two names of one member", { ...VALID, step_id: "st_2" }, "stepId", "Say it once, as stepId"],
    ["a name that the import uses", { ...VALID, supplied: ["progress"] }, "supplied", "otherwise"],
    ["half a local time", { ...VALID, timestamp: "30.11.2026" }, "timestamp", "a time in UTC"],
    ["a class that is no text", { ...VALID, type: { toString: "x" } }, "type", "Give a string"],
    [
      "a job that is moved from the envelope",
      { ...VALID, type: "job.started", jobId: 5, payload: {} },
      "jobId",
      "Give a string",
    ],
    [
      "a word of the fixtures with another value",
      {
        ...VALID,
        type: "action.required",
        payload: { actionType: "tool_permission", toolName: 5, decisionKind: "allow_or_deny" },
      },
      "payload.actionType",
      '"tool_approval"',
    ],
  ])("%s", (_what, value, path, fix) => {
    const problem = refusal(value);

    expect(problem).toMatchObject({ index: 0, path, fix: expect.stringContaining(fix) });
    expect(problem.message.length).toBeLessThan(400);
  });

  it.each([[], null, "", 7, true, [null], [[]], "[]"].map((value) => [value]))(
    "the document %j",
    (document) => {
      expect(refusal(document).path).toBe("");
    },
  );

  it.each([
    ["the same event twice", [VALID, { ...VALID, sequence: 8 }], "eventId"],
    ["an older one after it", [VALID, { ...VALID, eventId: "ev_2", sequence: 6 }], "sequence"],
    ["two at one place", [VALID, { ...VALID, eventId: "ev_2" }], "sequence"],
  ])("%s", (_what, list, path) => {
    expect(refusal(list)).toMatchObject({ index: 1, path });
  });

  it("takes events of several threads, each in its own order", () => {
    const other = { ...VALID, eventId: "ev_2", threadId: "th_2", sequence: 1 };

    expect(importProfile([VALID, other]).map(({ sequence }) => sequence)).toEqual([7, 1]);
  });

  const IDS = ["eventId", "sessionId", "threadId", "turnId", "runId", "taskId", "toolCallId"];
  const NO_IDS = ["", "..", "a/b", "%2e%2e", "a\0b", "-rf", "ｓ_1", "CON.", "x".repeat(1_000_000)];
  it.each(IDS)("the %s that names no place", (name) => {
    for (const id of [...NO_IDS, "__proto__", 5, null, {}]) {
      expect(refusal({ ...VALID, [name]: id })).toMatchObject({ path: name });
    }
  });

  it("nesting without end, in no time and on no stack", () => {
    const depth = 100_000;
    const text = JSON.stringify({ ...VALID, extra: "DEEP" });
    const deep: unknown = JSON.parse(
      text.replace('"DEEP"', `${"[".repeat(depth)}${"]".repeat(depth)}`),
    );

    expect(refusal(deep).fix).toBe("Nest at most 256 levels");
  });
});

describe("hostile members", () => {
  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "named %s stay data, in the event, its payload and its references",
    (name) => {
      const text = JSON.stringify({
        ...VALID,
        NAME: { polluted: true },
        payload: { progress: 1, NAME: { polluted: true } },
        refs: { NAME: "x" },
      });
      const value: unknown = JSON.parse(text.replaceAll('"NAME"', JSON.stringify(name)));

      const event = imported(value);

      expect(Object.hasOwn(event, name)).toBe(true);
      expect(Object.hasOwn(event.payload, name)).toBe(true);
      expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
      expect(JSON.parse(JSON.stringify(toProfileEvent(event, "rt_1")))).toEqual(value);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  it.each(["__proto__", "constructor", "toString"])("the class %s is unknown", (type) => {
    expect(parseEvent(imported({ ...VALID, type })).kind).toBe("unknown");
  });

  it("of odd letters and great length stay as they are", () => {
    const odd = { odd: "\ud800 \u2028 \0 ﻿", long: "x".repeat(10_000_000) };

    expect(imported({ ...VALID, ...odd })).toMatchObject(odd);
  });

  it("and any JSON at any place get an event or a typed refusal", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const broken = fc.constantFrom(...SAMPLE_EVENTS).chain((sample) => {
      const event = toProfileEvent(sample, "rt_1");
      const places = fc.constantFrom(...Object.keys(event), "supplied", "payload", "step_id");
      return fc.tuple(places, json).map(([place, value]) => ({ ...event, [place]: value }));
    });

    fc.assert(
      fc.property(fc.oneof(json, broken), (value) => {
        try {
          return importProfile(value).every((event) => parseEvent(event).kind !== "malformed");
        } catch (cause) {
          return cause instanceof ProfileImportError;
        }
      }),
      { numRuns: 500 },
    );
  });
});

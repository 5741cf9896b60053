import fc from "fast-check";
import { expect, test } from "vitest";

import { type ParsedEvent, parseEvent } from "./parse-event.ts";
import { SAMPLE_EVENTS } from "./samples.ts";

const VALID = {
  type: "tool.progress",
  event_id: "ev_1",
  timestamp: "2026-11-30T09:00:00.000Z",
  sequence: 7,
  schema_version: "1",
  session_id: "s_1",
  thread_id: "th_1",
  tool_call_id: "call_1",
  payload: { progress: 1, total: 2 },
};

function problem(value: unknown): Extract<ParsedEvent, { kind: "malformed" }>["problem"] {
  const parsed = parseEvent(value);
  if (parsed.kind !== "malformed") throw new Error(`Got ${parsed.kind}, wanted malformed`);
  return parsed.problem;
}

test("every sample comes back as the object that went in", () => {
  for (const event of SAMPLE_EVENTS) {
    expect(parseEvent(event)).toEqual({ kind: "known", event });
  }
});

test("fields that the schema does not name stay, in the envelope and in the payload", () => {
  const value = {
    ...VALID,
    vendor_trace: "abc",
    payload: { ...VALID.payload, eta_ms: 120, nested: { deep: true } },
  };
  const before = JSON.stringify(value);

  const parsed = parseEvent(value);

  expect(parsed.kind === "known" && parsed.event).toBe(value);
  expect(JSON.stringify(value)).toBe(before);
});

test("an event of an unknown class is kept and passed on", () => {
  const value = { ...VALID, type: "vendor.heartbeat", payload: "any shape" };

  const parsed = parseEvent(value);

  expect(parsed.kind === "unknown" && parsed.event).toBe(value);
});

test.for(["2", "1.1", "1.0.1", "10"])(
  "an event of the newer version %s is kept, whatever its payload",
  (schema_version) => {
    const value = { ...VALID, schema_version, payload: { progress: "half" } };

    const parsed = parseEvent(value);

    expect(parsed.kind === "unknown" && parsed.event).toBe(value);
  },
);

test.for(["0", "", "one", "1.x", "-1", "1e9", "9".repeat(400)])(
  "the version %j cannot be read",
  (schema_version) => {
    expect(problem({ ...VALID, schema_version }).path).toBe("schema_version");
  },
);

test("a malformed payload is answered with its path, its value and the fix", () => {
  expect(problem({ ...VALID, payload: { progress: "half" } })).toEqual({
    path: "payload.progress",
    value: '"half"',
    fix: "Give a number",
    message: 'Cannot read the event\'s "payload.progress" from "half": give a number',
  });
});

test.for([
  ["a missing field", { ...VALID, event_id: undefined }, "event_id", "Give a string"],
  ["a sequence below 1", { ...VALID, sequence: 0 }, "sequence", "Give at least 1"],
  ["a broken sequence", { ...VALID, sequence: 1.5 }, "sequence", "Give a whole number"],
  ["an empty class", { ...VALID, type: "" }, "type", "Give at least 1 characters"],
  [
    "a local time",
    { ...VALID, timestamp: "30.11.2026" },
    "timestamp",
    "Give a time in UTC such as 2026-11-30T09:00:00.000Z",
  ],
  ["a missing payload", { ...VALID, payload: undefined }, "payload", "Give a JSON object"],
  [
    "a word that is not on the list",
    { ...VALID, type: "permission.resolved", payload: { tool: "t", verdict: "maybe" } },
    "payload.verdict",
    'Give "allow" or "deny"',
  ],
  [
    "a decision that nobody can take",
    { ...VALID, type: "action.resolved", payload: { decision: "yes", decided_by: "person" } },
    "payload.decision",
    'Give "allow_once" or "allow_session" or "allow_always" or "deny" or "mark_done" or ' +
      '"mark_failed" or "retry" or "abort" or "answer" or "decline" or "expired" or "cancelled" or "lost"',
  ],
] as const)("%s is named with its fix", ([, value, path, fix]) => {
  expect(problem(value)).toMatchObject({ path, fix });
});

test.for(["../../etc", "a/b", "a\nevent: tokens", "", ".", "x".repeat(129)])(
  "the thread id %j is refused, since it names a folder and a place in a stream",
  (thread_id) => {
    expect(problem({ ...VALID, thread_id }).path).toBe("thread_id");
  },
);

test.for([undefined, null, 1, "{}", [], [VALID], new Date(0), () => VALID])(
  "%s is no event",
  (value) => {
    expect(problem(value)).toMatchObject({ path: "", fix: "Give a JSON object" });
  },
);

test("fields that are inherited do not count", () => {
  expect(problem(Object.create(VALID)).path).toBe("");
});

test.for(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "the class %s is unknown, not something of the language",
  (type) => {
    expect(parseEvent({ ...VALID, type }).kind).toBe("unknown");
  },
);

test("a key named __proto__ is data: it stays and changes no prototype", () => {
  const text = JSON.stringify({ ...VALID, payload: { PROTO: { progress: "x" } } });
  const value: unknown = JSON.parse(text.replace("PROTO", "__proto__"));

  const parsed = parseEvent(value);

  expect(parsed.kind).toBe("known");
  expect(JSON.stringify(value)).toContain('"__proto__":{"progress":"x"}');
  expect(Object.hasOwn(Object.prototype, "progress")).toBe(false);
});

test("nesting without end is refused with the place, and takes no stack", () => {
  const depth = 200_000;
  const value: unknown = JSON.parse(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);

  expect(problem(value)).toMatchObject({ fix: "Nest at most 256 levels", value: "an array of 1" });
});

test("a long value is quoted in short", () => {
  const { message } = problem({ ...VALID, timestamp: "x".repeat(100_000) });

  expect(message.length).toBeLessThan(300);
});

test("any JSON gets an answer", () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const broken = fc.constantFrom(...SAMPLE_EVENTS).chain((event) =>
    fc.tuple(fc.constantFrom(...Object.keys(event)), json).map(([key, value]) => ({
      ...event,
      [key]: value,
    })),
  );

  fc.assert(
    fc.property(fc.oneof(json, broken), (value) => {
      const parsed = parseEvent(value);
      if (parsed.kind === "malformed") return parsed.problem.message.startsWith("Cannot read");
      return parsed.event === value;
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";

import { ToolOutput } from "#runtime/event/tool.ts";
import { fitOutput } from "./fit-output.ts";

const EVENT_BYTES = 64 * 1024;

test("a small output stays as it is", () => {
  const output = { content: "Two lines\nof text", details: { lines: [1, 2] } };

  expect(fitOutput(output)).toEqual(output);
});

test("content that is too long is cut, and says so", () => {
  const { content } = fitOutput({ content: "line\n".repeat(300_000) });

  expect(content.startsWith("line\nline\n")).toBe(true);
  expect(content).toMatch(/\[Cut here: \d+ of 1500000 characters are shown\]$/);
});

test("every output fits into an event, whatever its characters cost", () => {
  const character = fc.constantFrom("a", '"', "\\", "\u0000", "é", "—", "💥", "\ud800");
  const content = fc.tuple(character, fc.integer({ min: 0, max: 200_000 }));

  fc.assert(
    fc.property(content, content, ([sign, times], [other, otherTimes]) => {
      const output = fitOutput({ content: sign.repeat(times), details: other.repeat(otherTimes) });
      expect(ToolOutput.safeParse(output).success).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(EVENT_BYTES - 2_000);
    }),
    { numRuns: 30 },
  );
});

test("a cut never leaves half a character", () => {
  const { content } = fitOutput({ content: `a${"💥".repeat(50_000)}` });

  expect(content.isWellFormed()).toBe(true);
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;

test.each([
  ["a cycle", cycle, "nested too deep"],
  ["a function", () => 1, "not JSON"],
  ["a big integer", { n: 1n }, "not JSON"],
  [
    "a getter that throws",
    {
      get n() {
        throw new Error("no");
      },
    },
    "not JSON",
  ],
  ["no end of nesting", JSON.parse("[".repeat(1_000) + "]".repeat(1_000)), "nested too deep"],
  ["a megabyte", "x".repeat(1024 * 1024), "too large"],
])("details with %s are left out and the content stays", (_, details, omitted) => {
  expect(fitOutput({ content: "ok", details })).toMatchObject({
    content: "ok",
    details: { omitted },
  });
});

test("details cannot be changed afterwards", () => {
  const details = { lines: [1] };
  const output = fitOutput({ content: "", details });

  details.lines.push(2);

  expect(output.details).toEqual({ lines: [1] });
});

test.each([undefined, null, "text", {}, { content: 1 }, { details: {} }])(
  "%j is no output",
  (value) => {
    expect(() => fitOutput(value)).toThrow(TypeError);
  },
);

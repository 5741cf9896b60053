import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import { parseArguments } from "./arguments.ts";

const anything = { name: "files__read", input_schema: { type: "object" } };

test.each(["", "  \n", "{}"])("the argument text %j is no arguments", (text) => {
  expect(parseArguments(anything, text)).toEqual({ ok: true, args: {} });
});

test("every JSON object is read as it was written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (args) => {
      const text = JSON.stringify(args);
      expect(parseArguments(anything, text)).toEqual({ ok: true, args: JSON.parse(text) });
    }),
  );
});

test("no text whatever makes parseArguments() throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(typeof parseArguments(anything, text).ok).toBe("boolean");
    }),
  );
});

test.each([
  ['{"path": readme}', 'not JSON at position 9, near "readme}"'],
  ['{"path": "a', 'the JSON stops too early, at position 11 after "{\\"path\\": \\"a"'],
  ["[1, 2]", '"[1, 2]" is not an object'],
  ["null", '"null" is not an object'],
  ["12", '"12" is not an object'],
  ['{"n": 1e999}', "a number is too large"],
])("the argument text %j is refused because %s", (text, problem) => {
  const message = refusal(parseArguments(anything, text));

  expect(message).toContain('The arguments of "files__read" are not valid');
  expect(message).toContain(problem);
});

test("arguments may be nested 64 levels deep and not 65", () => {
  const nested = (levels: number) => '{"a":'.repeat(levels) + "1" + "}".repeat(levels);

  expect(parseArguments(anything, nested(64)).ok).toBe(true);
  expect(refusal(parseArguments(anything, nested(65)))).toContain("nested deeper than the 64");
  expect(refusal(parseArguments(anything, nested(100_000)))).toContain("nested deeper");
});

test("arguments of more than a megabyte are refused", () => {
  const text = JSON.stringify({ text: "x".repeat(1024 * 1024) });

  expect(refusal(parseArguments(anything, text))).toContain("characters are more than");
});

test("a refusal names each value that breaks the schema", () => {
  const input_schema: Json = {
    type: "object",
    properties: {
      path: { type: "string" },
      lines: { type: "array", items: { type: "object", required: ["from"] } },
      limit: { type: "integer", minimum: 1 },
    },
    required: ["path"],
    additionalProperties: false,
  };
  const tool = { name: "files__read", input_schema };

  const message = refusal(parseArguments(tool, '{"lines": [{}], "limit": 0, "extra": true}'));

  expect(message).toContain('"path" is missing');
  expect(message).toContain('"lines[0].from" is missing');
  expect(message).toContain('"limit" must be at least 1, not 0');
  expect(message).toContain('"extra" is not allowed');
});

test("members called like those of every object are plain members", () => {
  const required = { name: "t", input_schema: { type: "object", required: ["toString"] } };

  expect(refusal(parseArguments(required, "{}"))).toContain('"toString" is missing');
  const parsed = parseArguments(anything, '{"__proto__": {"polluted": true}}');
  expect(parsed.ok && Object.keys(parsed.args)).toEqual(["__proto__"]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

function refusal(parsed: ReturnType<typeof parseArguments>): string {
  if (parsed.ok) throw new Error("The arguments were accepted");
  expect(parsed.error.code).toBe("invalid_arguments");
  return parsed.error.message;
}

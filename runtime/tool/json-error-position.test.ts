import fc from "fast-check";
import { expect, test } from "vitest";

import { jsonErrorPosition } from "./json-error-position.ts";

test.each([
  ['{"a": x}', 6],
  ['{"a" 1}', 5],
  ['{"a": 1,}', 8],
  ["[1, 2", 5],
  ["", 0],
  ['{"a": "b', 8],
  ['{"a": "\u0001"}', 7],
  ['{"a": "\\x"}', 7],
  ["{'a': 1}", 1],
  ['{"a": 1} and more', 9],
  ["[1}", 2],
  ['{"a": 01}', 7],
  ["nul", 0],
])("the error in %j is at %i", (text, position) => {
  expect(jsonErrorPosition(text)).toBe(position);
});

test("a text has an error exactly when JSON.parse() finds one", () => {
  const piece = fc.constantFrom(
    ...Array.from('{}[]:,"\\ \n01-.eEtrufalsn'),
    '"a"',
    "true",
    "null",
    "1.5e3",
    "\\u00e9",
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));

  fc.assert(
    fc.property(fc.oneof(text, fc.json(), fc.string()), (candidate) => {
      expect(jsonErrorPosition(candidate) === undefined).toBe(isJson(candidate));
    }),
    { numRuns: 2_000 },
  );
});

test("what stands before the error may begin a JSON text", () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("}", "]", ",", ":", "x", "\u0000"))
    .map(
      ([text, at, sign]) =>
        text.slice(0, at % (text.length + 1)) + sign + text.slice(at % (text.length + 1)),
    );

  fc.assert(
    fc.property(broken, (text) => {
      const position = jsonErrorPosition(text);
      if (position === undefined) return;
      expect(jsonErrorPosition(text.slice(0, position)) ?? position).toBe(position);
    }),
  );
});

test("a text nested a hundred thousand times is read without running out of stack", () => {
  expect(jsonErrorPosition("[".repeat(100_000))).toBe(100_000);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";

import { PartialArguments } from "./partial-arguments.ts";

function built(...pieces: readonly (readonly [string, Json])[]): unknown {
  const args = new PartialArguments();
  for (const [jsonPath, value] of pieces) {
    args.add({
      jsonPath,
      ...(typeof value === "string" ? { stringValue: value } : { numberValue: value }),
    });
  }
  return JSON.parse(args.text());
}

test("nothing said is an empty object", () => {
  expect(built()).toEqual({});
});

test("names may be quoted and lists may begin late", () => {
  expect(built(['$["a b"]', 1], ["$.list[2]", 2], ["$['it\\'s']", 3])).toEqual({
    "a b": 1,
    list: [null, null, 2],
    "it's": 3,
  });
});

test("what came whole is kept beside what came in pieces", () => {
  const args = new PartialArguments();
  args.take({ city: "Paris" });
  args.add({ jsonPath: "$.days", numberValue: 2 });

  expect(JSON.parse(args.text())).toEqual({ city: "Paris", days: 2 });
});

test.each(["", "$", "name", "$..a", "$[*]", "$.a[", "$.a[999999999]", `$${".a".repeat(1000)}`])(
  "the path %j is left out",
  (path) => {
    expect(built([path, 1])).toEqual({});
  },
);

test("a name that JavaScript knows is only a name", () => {
  expect(built(["$.__proto__.polluted", 1])).toEqual(JSON.parse('{"__proto__":{"polluted":1}}'));
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

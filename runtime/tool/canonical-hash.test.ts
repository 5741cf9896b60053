import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import { canonicalHash, canonicalJson } from "./canonical-hash.ts";
import { isObject } from "./json-object.ts";

// fast-check gives nothing but JSON values here.
const json = fc.jsonValue() as fc.Arbitrary<Json>;

test("canonicalHash() is the SHA-256 of the canonical text", async () => {
  const hash = await canonicalHash({ b: [1, null], a: "x" });

  expect(canonicalJson({ b: [1, null], a: "x" })).toBe('{"a":"x","b":[1,null]}');
  expect(hash).toBe("a8d71f64d3dc772b9eb4e657b383397a3aadf01d32947e3bc05925eaf48e41bf");
});

test("canonicalJson() is the same for every order of the keys", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }),
  );
});

test("canonicalJson() loses nothing that JSON keeps", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([
  ["a lone surrogate and another", "\ud800", "\udfff"],
  ["a lone surrogate and the replacement character", "\ud800", "\ufffd"],
  ["a list and an object with its places", ["a"], { 0: "a" }],
  ["a number and its text", 1, "1"],
  ["members in one level and in two", { "a.b": 1 }, { a: { b: 1 } }],
])("canonicalHash() tells %s apart", async (_, left, right) => {
  expect(await canonicalHash(left)).not.toBe(await canonicalHash(right));
});

test("canonicalHash() sees a member that is called __proto__", async () => {
  const value = JSON.parse('{"__proto__": {"admin": true}}') as Json;

  expect(canonicalJson(value)).toBe('{"__proto__":{"admin":true}}');
  expect(await canonicalHash(value)).not.toBe(await canonicalHash({}));
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
  return Object.fromEntries(members.toReversed());
}

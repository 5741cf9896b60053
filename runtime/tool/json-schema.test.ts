import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/client/validators/cf-worker";
import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json } from "#runtime/event/shared.ts";
import { checkSchema } from "./json-schema.ts";

test("checkSchema() judges as the validator of the MCP client does", () => {
  const validator = new CfWorkerJsonSchemaValidator();

  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      // To that validator an empty object and an empty list are the same item twice.
      const [asked, given] = [JSON.stringify(schema), JSON.stringify(value)];
      fc.pre(!(asked.includes("uniqueItems") && given.includes("{}") && given.includes("[]")));
      const { valid } = validator.getValidator(schema)(value);
      expect(checkSchema(schema as Json, value as Json).kind === "valid").toBe(valid);
    }),
    { numRuns: 500 },
  );
});

test.each<[string, Json, Json, string]>([
  ["a type", { type: ["string", "null"] }, 1, "must be string or null, not number"],
  ["an enum", { enum: ["a", "b"] }, "c", 'must be one of ["a","b"]'],
  ["a constant", { const: { a: 1 } }, { a: 2 }, 'must be one of [{"a":1}]'],
  ["a length in characters", { maxLength: 1 }, "💥💥", "must be at most 1 characters long, not 2"],
  ["a step", { multipleOf: 0.1 }, 0.25, "must be a multiple of 0.1"],
  ["a pattern", { pattern: "^[a-z]+$" }, "A", "must match ^[a-z]+$"],
  [
    "twins",
    { uniqueItems: true },
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    "must be without repetition",
  ],
  ["a reference", { $defs: { s: { type: "string" } }, $ref: "#/$defs/s" }, 1, "must be string"],
  ["the nearest form", { anyOf: [{ type: "string" }, { type: "null" }] }, 1, "must be string"],
  ["two forms at once", { oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3, "fits 2 forms"],
  ["what is ruled out", { not: { type: "string" } }, "a", "ruled out"],
  ["a condition", { if: { minimum: 5 }, else: { multipleOf: 5 } }, 4, "must be a multiple of 5"],
  ["a missing neighbour", { dependentRequired: { a: ["b"] } }, { a: 1 }, "is missing"],
])("checkSchema() explains %s", (_, schema, value, problem) => {
  const verdict = checkSchema(schema, value);

  expect(verdict.kind).toBe("invalid");
  expect(JSON.stringify(verdict).replaceAll("\\", "")).toContain(problem);
});

test.each<[string, Json, Json]>([
  ["refers to itself", { $ref: "#" }, 1],
  [
    "refers round in a circle",
    { $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" },
    1,
  ],
  ["doubles the work with each of forty levels", doubling(40), 1],
  [
    "offers a million values to a thousand items",
    { items: { enum: Array.from({ length: 1_000 }, (_, n) => `${n}`) } },
    Array.from({ length: 1_000 }, () => "x"),
  ],
])("a schema that %s is given up instead of followed", (_, schema, value) => {
  expect(checkSchema(schema, value).kind).toBe("too_costly");
});

test.each(["^(a+)+$", "^(a|aa)*$", "(.*a){20}", "^(?=(a+))\\1b$", "["])(
  "the pattern %j, which may run for ever or is wrong, is left to the tool",
  (pattern) => {
    expect(checkSchema({ pattern }, `${"a".repeat(40)}!`).kind).toBe("valid");
  },
);

test.each<Json>([
  1,
  "object",
  [],
  { $ref: "https://example.com/schema.json" },
  { type: 7, minimum: "1", properties: [], required: {}, items: 3, enum: "a" },
])("the schema %j holds nothing to break", (schema) => {
  expect(checkSchema(schema, { a: [1] }).kind).toBe("valid");
});

/** `$defs` in which each one asks twice for the next. */
function doubling(levels: number): Json {
  const $defs = Object.fromEntries(
    Array.from({ length: levels }, (_, level) => {
      const next = { $ref: `#/$defs/d${level + 1}` };
      return [`d${level}`, { anyOf: [next, next] }];
    }),
  );
  return { $defs: { ...$defs, [`d${levels}`]: { type: "string" } }, $ref: "#/$defs/d0" };
}

const scalars = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, 2, 3, 1.5, -1, "", "a", "ab", "abc", "B"),
  fc.integer({ min: -5, max: 5 }),
);

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

const limit = fc.integer({ min: 0, max: 3 });

const schemas = fc.letrec<{ schema: object }>((tie) => {
  const schema = tie("schema");
  const list = fc.array(schema, { minLength: 1, maxLength: 2 });
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.record(
        {
          type: fc.constantFrom(
            "string",
            "number",
            "integer",
            "boolean",
            "null",
            "array",
            "object",
          ),
          minimum: limit,
          exclusiveMaximum: limit,
          multipleOf: fc.constantFrom(1, 2, 0.5),
          minLength: limit,
          maxLength: limit,
          pattern: fc.constantFrom("^a", "b$", "^[a-z]*$"),
          minItems: limit,
          maxItems: limit,
          uniqueItems: fc.boolean(),
          minProperties: limit,
          required: fc.uniqueArray(fc.constantFrom("a", "b"), { maxLength: 2 }),
          enum: fc.uniqueArray(scalars, {
            minLength: 1,
            maxLength: 4,
            comparator: "SameValueZero",
          }),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          properties: fc.dictionary(fc.constantFrom("a", "b"), schema, {
            maxKeys: 2,
            noNullPrototype: true,
          }),
          patternProperties: fc.dictionary(fc.constantFrom("^a", "c"), schema, {
            maxKeys: 1,
            noNullPrototype: true,
          }),
          additionalProperties: fc.oneof(fc.boolean(), schema),
          items: schema,
          prefixItems: list,
          contains: schema,
          allOf: list,
          anyOf: list,
          oneOf: list,
          not: schema,
          if: schema,
          // oxlint-disable-next-line unicorn/no-thenable -- A keyword of JSON Schema.
          then: schema,
          else: schema,
        },
        { requiredKeys: [] },
      ),
    ),
  };
}).schema;

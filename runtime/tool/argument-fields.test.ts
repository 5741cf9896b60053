import { describe, expect, it } from "vitest";

import { readFields } from "#runtime/state/form-field.ts";
import { argumentFields, fieldValues } from "./argument-fields.ts";
import { isObject } from "./json-object.ts";

const SCHEMA = {
  type: "object",
  required: ["path", "mode", "window"],
  properties: {
    path: { type: "string", description: "Where", minLength: 1, pattern: "^[a-z]" },
    count: { type: "integer", minimum: 1, maximum: 9, default: 3 },
    mode: { enum: ["fast", 2, null] },
    deep: { type: "boolean" },
    tags: { type: "array", items: { type: "string" }, default: ["a", "b"] },
    sizes: { type: "array", items: { type: "number" } },
    window: { type: "object", required: ["from"], properties: { from: { type: "number" } } },
    site: { type: "string", format: "uri" },
    free: { anyOf: [{ type: "string" }, { type: "number" }] },
    "a.b c": { type: "string" },
  },
};

describe("argumentFields()", () => {
  it("gives each argument the kind of field that its schema tells", () => {
    const fields = argumentFields(SCHEMA);

    expect(fields?.map(({ kind }) => kind)).toEqual(
      "text number choice choice list list group text json text".split(" "),
    );
    expect(fields?.[0]).toMatchObject({
      label: "path",
      hint: "Where",
      required: true,
      min_length: 1,
      pattern: "^[a-z]",
    });
    expect(fields?.[1]).toMatchObject({ whole: true, min: 1, max: 9, standard: 3 });
    expect(fields?.[4]).toMatchObject({ items: "text", standard: ["a", "b"] });
    expect(fields?.[7]).toMatchObject({ input: "url" });
  });

  it("leaves to JSON what a form cannot tell", () => {
    const many = Object.fromEntries(Array.from({ length: 81 }, (_, at) => [`p${at}`, {}]));

    expect(argumentFields({ oneOf: [] })).toBeUndefined();
    expect(argumentFields(true)).toBeUndefined();
    expect(argumentFields({ type: "object", properties: many })).toBeUndefined();
  });

  it("ends at objects that are nested too deep", () => {
    let schema: object = { type: "string" };
    for (let depth = 0; depth < 50; depth += 1)
      schema = { type: "object", properties: { a: schema } };

    const [field] = argumentFields(JSON.parse(JSON.stringify(schema))) ?? [];

    expect(JSON.stringify(field).match(/"group"/g)).toHaveLength(3);
    expect(JSON.stringify(field)).toContain('"json"');
  });
});

describe("readFields()", () => {
  const fields = argumentFields(SCHEMA) ?? [];
  const argumentsOf = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, text]) => [`argument:${key}`, text]));

  it("gives back the arguments that fieldValues() put into the form", () => {
    const args = {
      path: "a.md",
      count: 4,
      mode: null,
      deep: false,
      tags: ["x", "y z"],
      sizes: [1, 2.5],
      window: { from: 7 },
      site: "https://example.org",
      free: { any: ["thing"] },
      "a.b c": "1",
    };

    expect(isObject(args)).toBe(true);
    expect(readFields(fields, fieldValues(fields, args))).toEqual(args);
  });

  it("leaves out what was left empty, and keeps a required group", () => {
    expect(readFields(fields, argumentsOf({ path: "", count: "", deep: "" }))).toEqual({
      window: {},
    });
  });

  it("keeps a text that is no value of its kind, for the schema to refuse", () => {
    const values = { count: "four", mode: "slow", free: "{", deep: "maybe", sizes: "1\ntwo" };

    const read = readFields(fields, argumentsOf(values));

    expect(read).toMatchObject({ ...values, sizes: [1, "two"] });
  });
});

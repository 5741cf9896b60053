import { expect, it } from "vitest";

import { readFields } from "./form-field.ts";
import { questionFields } from "./question-fields.ts";

const SCHEMA = {
  type: "object",
  required: ["extras"],
  properties: {
    guests: { type: "integer", title: "Guests", description: "", maximum: 9 },
    agreed: { type: "boolean" },
    seat: { type: "string", oneOf: [{ const: "a", title: "Aisle" }, { const: "w" }] },
    wishes: { type: "array", items: { enum: ["quiet", "sea"] } },
    extras: { type: "array", items: { anyOf: [{ const: "bed", title: "A bed" }] } },
    link: { type: "string", format: "uri" },
  },
};
const fields = questionFields(SCHEMA) ?? [];

it("names the fields by their places, with the controls that their schemas tell", () => {
  expect(fields.map(({ name, label, kind }) => `${name} ${label} ${kind}`)).toEqual([
    "field:0 Guests number",
    "field:1 agreed choice",
    "field:2 seat choice",
    "field:3 wishes choices",
    "field:4 extras choices",
    "field:5 link text",
  ]);
  expect(fields[0]).not.toHaveProperty("hint");
});

it("reads the values that were chosen, and none where nothing has to be", () => {
  const told = { "field:0": "2", "field:1": "false", "field:2": "w", "field:3:1": "true" };

  expect(readFields(fields, told)).toEqual({
    guests: 2,
    agreed: false,
    seat: "w",
    wishes: ["sea"],
    extras: [],
  });
});

it("keeps what is no answer for the schema to refuse", () => {
  const told = { "field:0": "two", "field:1": "maybe", "field:2": "Aisle", "field:4:0": "true" };

  expect(readFields(fields, told)).toEqual({
    guests: "two",
    agreed: "maybe",
    seat: "Aisle",
    extras: ["bed"],
  });
});

it.each([
  ["a field of objects", { type: "object", properties: { a: { type: "object" } } }],
  ["a list of anything", { type: "object", properties: { a: { type: "array" } } }],
  ["no object", { type: "string" }],
  ["no schema", undefined],
])("gives no form for %s", (_case, schema) => {
  expect(questionFields(schema)).toBeUndefined();
});

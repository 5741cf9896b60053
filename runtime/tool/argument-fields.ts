import type { Json } from "#runtime/event/shared.ts";
import {
  fieldCommon,
  type FieldCommon,
  type FieldOption,
  fieldText,
  type LongKind,
  numberKind,
  type PlainKind,
  textKind,
} from "#runtime/state/form-field.ts";
import { isObject, type JsonObject, ownMember } from "./json-object.ts";

/** Fields of one form; a schema with more is written as JSON. */
const MAX_FIELDS = 80;
/** Objects within objects; what lies deeper is written as JSON. */
const MAX_GROUP_DEPTH = 3;

/** Names of arguments are the tool's own words: the prefix keeps them apart from the form's other fields. */
const PREFIX = "argument:";

interface ArgumentGroup extends FieldCommon {
  readonly kind: "group";
  readonly fields: readonly ArgumentField[];
}

type ArgumentKind = PlainKind | LongKind | Pick<ArgumentGroup, "kind" | "fields">;

/** How one argument is asked for in a form. Its name is the path to the value, each step escaped. */
export type ArgumentField = (FieldCommon & (PlainKind | LongKind)) | ArgumentGroup;

/**
 * The fields that ask for a tool's arguments. Undefined where a form cannot tell them: they are written
 * as JSON then.
 */
export function argumentFields(schema: Json): readonly ArgumentField[] | undefined {
  if (!isObject(schema) || schema["$ref"] !== undefined || isBranching(schema)) return undefined;
  const fields = membersOf(schema, [], 0);
  return countFields(fields) > MAX_FIELDS ? undefined : fields;
}

function membersOf(schema: JsonObject, path: readonly string[], depth: number) {
  const { properties, required } = schema;
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {}).map(([key, member]) =>
    fieldOf(isObject(member) ? member : {}, [...path, key], needed.includes(key), depth),
  );
}

function fieldOf(
  schema: JsonObject,
  path: readonly string[],
  required: boolean,
  depth: number,
): ArgumentField {
  const name = PREFIX + path.map((step) => encodeURIComponent(step.toWellFormed())).join("/");
  const common = fieldCommon(path.at(-1) ?? "", schema, required);
  return { name, ...common, ...kindOf(schema, path, depth) };
}

/** What tells a field's kind, beside what every field has. */
function kindOf(schema: JsonObject, path: readonly string[], depth: number): ArgumentKind {
  if (isBranching(schema) || schema["$ref"] !== undefined) return { kind: "json" };
  const choices = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  if (Array.isArray(choices)) return { kind: "choice", options: choices.map(optionOf) };
  switch (schema["type"]) {
    case "string":
      return textKind(schema);
    case "number":
    case "integer":
      return numberKind(schema);
    case "boolean":
      return { kind: "choice", options: YES_OR_NO };
    case "array":
      return listOf(schema);
    case "object":
      return groupOf(schema, path, depth);
    default:
      return { kind: "json" };
  }
}

/** A choice is sent as JSON, which tells `1` from `"1"`. */
function optionOf(value: Json): FieldOption {
  return { text: JSON.stringify(value), label: fieldText({ kind: "choice" }, value), value };
}

const YES_OR_NO: readonly FieldOption[] = [
  { text: "true", label: "yes", value: true },
  { text: "false", label: "no", value: false },
];

function listOf({ items }: JsonObject): ArgumentKind {
  const plain = plainItems(items);
  return plain === undefined ? { kind: "json" } : { kind: "list", items: plain };
}

function groupOf(schema: JsonObject, path: readonly string[], depth: number): ArgumentKind {
  const fields = depth < MAX_GROUP_DEPTH ? membersOf(schema, path, depth + 1) : [];
  return fields.length === 0 ? { kind: "json" } : { kind: "group", fields };
}

/** What stands in the fields for given arguments, by the fields' names. */
export function fieldValues(
  fields: readonly ArgumentField[],
  args: Json | undefined,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = isObject(args) ? ownMember(args, field.key) : undefined;
    if (field.kind === "group") Object.assign(values, fieldValues(field.fields, value));
    else if (value === undefined) continue;
    else if (field.kind === "choice" || field.kind === "json") {
      values[field.name] = JSON.stringify(value);
    } else values[field.name] = fieldText(field, value);
  }
  return values;
}

/** A schema that is one of several, or several at once. */
function isBranching(schema: JsonObject): boolean {
  return ["anyOf", "oneOf", "allOf", "not", "if"].some((keyword) => schema[keyword] !== undefined);
}

function plainItems(items: Json | undefined): "text" | "number" | undefined {
  if (items === undefined || !isObject(items) || isBranching(items)) return undefined;
  if (items["enum"] !== undefined || items["$ref"] !== undefined) return undefined;
  if (items["type"] === "string") return "text";
  return items["type"] === "number" || items["type"] === "integer" ? "number" : undefined;
}

function countFields(fields: readonly ArgumentField[]): number {
  return fields
    .map((field) => (field.kind === "group" ? 1 + countFields(field.fields) : 1))
    .reduce((sum, count) => sum + count, 0);
}

import type { Json } from "#runtime/event/shared.ts";
import { isObject, type JsonObject, ownMember } from "./json-object.ts";

/** Fields of one form; a schema with more is written as JSON. */
const MAX_FIELDS = 80;
/** Objects within objects; what lies deeper is written as JSON. */
const MAX_GROUP_DEPTH = 3;

interface Common {
  /** The name of the form's field: the path to the value, each step escaped. */
  readonly name: string;
  /** The last step of the path. */
  readonly key: string;
  /** The last step of the path, or what the schema calls it. */
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
  /** What the schema says stands there where nothing is sent, as the form's text. */
  readonly standard?: string;
}

/** How one argument is asked for in a form. */
export type ArgumentField = Common & FieldKind;

type FieldKind =
  | {
      readonly kind: "text";
      readonly input: "text" | "email" | "url" | "date" | "time" | "datetime-local";
      readonly min_length?: number;
      readonly max_length?: number;
      /** A regular expression that the text has to fit. */
      readonly pattern?: string;
    }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: "choice"; readonly options: readonly Json[] }
  | { readonly kind: "flag" }
  /** Plain values, one a line. */
  | {
      readonly kind: "list";
      readonly items: "text" | "number";
      readonly standard?: string;
    }
  | { readonly kind: "group"; readonly fields: readonly ArgumentField[] }
  | { readonly kind: "json" };

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
  const { title, description, default: standard } = schema;
  const common = {
    name: path.map((step) => encodeURIComponent(step.toWellFormed())).join("/"),
    key: path.at(-1) ?? "",
    label: typeof title === "string" && title !== "" ? title : (path.at(-1) ?? ""),
    ...(typeof description === "string" && description !== "" && { hint: description }),
    required,
    ...(standard !== undefined && { standard: shown(standard) }),
  };
  return { ...common, ...kindOf(schema, path, depth) };
}

/** What tells a field's kind, beside what every field has. */
function kindOf(schema: JsonObject, path: readonly string[], depth: number): FieldKind {
  if (isBranching(schema) || schema["$ref"] !== undefined) return { kind: "json" };
  const choices = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  if (Array.isArray(choices)) return { kind: "choice", options: choices };
  switch (schema["type"]) {
    case "string":
      return { kind: "text", ...textRules(schema) };
    case "number":
    case "integer":
      return { kind: "number", ...numberRules(schema) };
    case "boolean":
      return { kind: "flag" };
    case "array":
      return listOf(schema);
    case "object":
      return groupOf(schema, path, depth);
    default:
      return { kind: "json" };
  }
}

function listOf({ items, default: standard }: JsonObject): FieldKind {
  const plain = plainItems(items);
  if (plain === undefined) return { kind: "json" };
  const lines = Array.isArray(standard) ? { standard: standard.map(shown).join("\n") } : {};
  return { kind: "list", items: plain, ...lines };
}

function groupOf(schema: JsonObject, path: readonly string[], depth: number): FieldKind {
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
    else if (field.kind === "list" && Array.isArray(value)) {
      values[field.name] = value.map(shown).join("\n");
    } else if (field.kind === "choice" || field.kind === "json") {
      values[field.name] = JSON.stringify(value);
    } else values[field.name] = shown(value);
  }
  return values;
}

/**
 * The arguments that a filled form stands for: a field left empty is left out. A text that is no value
 * of its field's kind stays text, so that the check against the schema names it.
 */
export function readFields(
  fields: readonly ArgumentField[],
  values: Readonly<Record<string, string | undefined>>,
): JsonObject {
  const members = fields.flatMap((field): readonly (readonly [string, Json])[] => {
    const { key } = field;
    if (field.kind === "group") {
      const group = readFields(field.fields, values);
      return Object.keys(group).length === 0 && !field.required ? [] : [[key, group]];
    }
    const text = values[field.name];
    return text === undefined || text === "" ? [] : [[key, valueOf(field, text)]];
  });
  return Object.fromEntries(members);
}

function valueOf(field: Exclude<ArgumentField, { kind: "group" }>, text: string): Json {
  switch (field.kind) {
    case "text":
      return text;
    case "number":
      return numberOr(text);
    case "flag":
      return text === "true" || (text === "false" ? false : text);
    case "list": {
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
      return field.items === "number" ? lines.map(numberOr) : lines;
    }
    case "choice":
    case "json":
      return jsonOr(text);
  }
}

function numberOr(text: string): Json {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? text : number;
}

function jsonOr(text: string): Json {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
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

const INPUTS = new Map<Json | undefined, "email" | "url" | "date" | "time">([
  ["email", "email"],
  ["uri", "url"],
  ["url", "url"],
  ["date", "date"],
]);

function textRules({ format, minLength, maxLength, pattern }: JsonObject) {
  return {
    input: INPUTS.get(format) ?? "text",
    ...(typeof minLength === "number" && { min_length: minLength }),
    ...(typeof maxLength === "number" && { max_length: maxLength }),
    ...(typeof pattern === "string" && { pattern }),
  } as const;
}

function numberRules({ type, minimum, maximum }: JsonObject) {
  return {
    whole: type === "integer",
    ...(typeof minimum === "number" && { min: minimum }),
    ...(typeof maximum === "number" && { max: maximum }),
  };
}

function shown(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function countFields(fields: readonly ArgumentField[]): number {
  return fields
    .map((field) => (field.kind === "group" ? 1 + countFields(field.fields) : 1))
    .reduce((sum, count) => sum + count, 0);
}

import type { Json } from "#runtime/event/shared.ts";

type JsonObject = { readonly [key: string]: Json };

/** What every field of a form by JSON Schema has. */
export interface FieldCommon {
  /** Its name in the form. */
  readonly name: string;
  /** The member of the object that it stands for. */
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
  /** What the schema says stands there where nothing is said. */
  readonly standard?: Json;
}

/** One of the values that may be chosen. */
export interface FieldOption {
  /** What the form sends for it. */
  readonly text: string;
  readonly label: string;
  readonly value: Json;
}

/** One value in one line. */
export type PlainKind =
  | {
      readonly kind: "text";
      readonly input: "text" | "email" | "url" | "date";
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
  | { readonly kind: "choice"; readonly options: readonly FieldOption[] };

/** A field that is one control. */
export type PlainField = FieldCommon & PlainKind;

/** Several of the options. */
export type ChoicesKind = { readonly kind: "choices"; readonly options: readonly FieldOption[] };

/** What has lines of its own: plain values, one a line, or any value. */
export type LongKind =
  | { readonly kind: "list"; readonly items: "text" | "number" }
  | { readonly kind: "json" };

interface FieldGroup extends FieldCommon {
  readonly kind: "group";
  readonly fields: readonly FormField[];
}

/** A field of any form. Each form has those that it can draw. */
export type FormField = (FieldCommon & (PlainKind | ChoicesKind | LongKind)) | FieldGroup;

/** What its schema says of any field, but for its name in the form. */
export function fieldCommon(
  key: string,
  { title, description, default: standard }: JsonObject,
  required: boolean,
): Omit<FieldCommon, "name"> {
  return {
    key,
    label: typeof title === "string" && title !== "" ? title : key,
    ...(typeof description === "string" && description !== "" && { hint: description }),
    required,
    ...(standard !== undefined && { standard }),
  };
}

/** A text, with the control that its format has. */
export function textKind({ format, minLength, maxLength, pattern }: JsonObject): PlainKind {
  return {
    kind: "text",
    input: INPUTS.get(format) ?? "text",
    ...(typeof minLength === "number" && { min_length: minLength }),
    ...(typeof maxLength === "number" && { max_length: maxLength }),
    ...(typeof pattern === "string" && { pattern }),
  };
}

const INPUTS = new Map<Json | undefined, "email" | "url" | "date">([
  ["email", "email"],
  ["uri", "url"],
  ["url", "url"],
  ["date", "date"],
]);

/** A number, within its bounds. */
export function numberKind({ type, minimum, maximum }: JsonObject): PlainKind {
  return {
    kind: "number",
    whole: type === "integer",
    ...(typeof minimum === "number" && { min: minimum }),
    ...(typeof maximum === "number" && { max: maximum }),
  };
}

/** A value as a person reads and writes it in a field of its kind: of a list one a line, of choices with commas. */
export function fieldText({ kind }: Pick<FormField, "kind">, value: Json | undefined): string {
  if (value === undefined) return "";
  if (kind === "list" && Array.isArray(value)) return value.map(textOf).join("\n");
  if (kind === "choices" && Array.isArray(value)) return value.map(textOf).join(", ");
  return textOf(value);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The name that one of several choices has in the form. */
export function optionName({ name }: Pick<FieldCommon, "name">, place: number): string {
  return `${name}:${place}`;
}

/**
 * The object that a filled form stands for: a field left empty is left out. A text that is no value of its
 * field's kind stays text, so that the check against the schema names it.
 */
export function readFields(
  fields: readonly FormField[],
  values: Readonly<Record<string, string | undefined>>,
): Record<string, Json> {
  const members = fields.flatMap((field): readonly (readonly [string, Json])[] => {
    const value = valueOf(field, values);
    return value === undefined ? [] : [[field.key, value]];
  });
  return Object.fromEntries(members);
}

function valueOf(
  field: FormField,
  values: Readonly<Record<string, string | undefined>>,
): Json | undefined {
  if (field.kind === "group") {
    const group = readFields(field.fields, values);
    return Object.keys(group).length === 0 && !field.required ? undefined : group;
  }
  if (field.kind === "choices") {
    const chosen = field.options.filter((_, place) => values[optionName(field, place)]);
    if (chosen.length === 0 && !field.required) return undefined;
    return chosen.map(({ value }) => value);
  }
  const text = values[field.name] ?? "";
  if (text === "") return undefined;
  switch (field.kind) {
    case "text":
      return text;
    case "number":
      return numberOr(text);
    case "choice": {
      const chosen = field.options.find((option) => option.text === text);
      return chosen === undefined ? text : chosen.value;
    }
    case "list": {
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
      return field.items === "number" ? lines.map(numberOr) : lines;
    }
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

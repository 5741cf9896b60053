import type { AnswerContent } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";

/** Fields of one question; who asks for more asks for too much at once. */
const MAX_FIELDS = 50;

type JsonObject = { readonly [key: string]: Json };

interface FieldOption {
  readonly value: string;
  readonly label: string;
}

type FieldKind =
  | {
      readonly kind: "text";
      readonly input: "text" | "email" | "url" | "date";
      readonly min_length?: number;
      readonly max_length?: number;
    }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly min?: number;
      readonly max?: number;
    }
  | { readonly kind: "flag" }
  | { readonly kind: "choice"; readonly options: readonly FieldOption[] }
  | { readonly kind: "choices"; readonly options: readonly FieldOption[] };

/** One field of the form that answers a question. */
export type QuestionField = FieldKind & {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
  /** What stands there before the person changes it. */
  readonly standard?: Json;
};

/**
 * The fields that a question asks for, in the flat part of JSON Schema that MCP allows. Undefined where the
 * schema is another one, which no form can tell. Without a library: the chat page reads questions, too.
 */
export function questionFields(schema: Json | undefined): readonly QuestionField[] | undefined {
  if (!isObject(schema) || schema["type"] !== "object") return undefined;
  const { properties, required } = schema;
  if (!isObject(properties)) return undefined;
  const needed = Array.isArray(required) ? required : [];
  const members = Object.entries(properties);
  const fields = members.flatMap(([name, field]) => fieldOf(name, field, needed.includes(name)));
  return fields.length === members.length && fields.length <= MAX_FIELDS ? fields : undefined;
}

/** None for what is no field of a flat form. */
function fieldOf(name: string, schema: Json, required: boolean): readonly QuestionField[] {
  const kind = isObject(schema) ? kindOf(schema) : undefined;
  if (!isObject(schema) || kind === undefined) return [];
  const { title, description, default: standard } = schema;
  const label = typeof title === "string" && title !== "" ? title : name;
  const hint = typeof description === "string" && { hint: description };
  return [{ name, label, ...hint, required, ...(standard !== undefined && { standard }), ...kind }];
}

function kindOf(schema: JsonObject): FieldKind | undefined {
  switch (schema["type"]) {
    case "string": {
      const options = optionsOf(schema, "oneOf");
      return options === undefined ? textOf(schema) : { kind: "choice", options };
    }
    case "number":
    case "integer": {
      const { type, minimum, maximum } = schema;
      const min = typeof minimum === "number" && { min: minimum };
      const max = typeof maximum === "number" && { max: maximum };
      return { kind: "number", whole: type === "integer", ...min, ...max };
    }
    case "boolean":
      return { kind: "flag" };
    case "array": {
      const { items } = schema;
      const options = isObject(items) ? optionsOf(items, "anyOf") : undefined;
      return options && { kind: "choices", options };
    }
    default:
      return undefined;
  }
}

function textOf({ format, minLength, maxLength }: JsonObject): FieldKind {
  return {
    kind: "text",
    input: INPUTS.get(format) ?? "text",
    ...(typeof minLength === "number" && { min_length: minLength }),
    ...(typeof maxLength === "number" && { max_length: maxLength }),
  };
}

const INPUTS = new Map<Json | undefined, "email" | "url" | "date">([
  ["email", "email"],
  ["uri", "url"],
  ["date", "date"],
]);

/** What may be chosen: values with titles, or values alone, which older servers name beside them. */
function optionsOf(
  schema: JsonObject,
  titled: "oneOf" | "anyOf",
): readonly FieldOption[] | undefined {
  const { [titled]: options, enum: values, enumNames: names } = schema;
  if (Array.isArray(options)) {
    return options.flatMap((option) => {
      const { const: value, title } = isObject(option) ? option : {};
      if (typeof value !== "string") return [];
      return [{ value, label: typeof title === "string" ? title : value }];
    });
  }
  if (!Array.isArray(values)) return undefined;
  return values.flatMap((value, index) => {
    const label = Array.isArray(names) ? names[index] : undefined;
    if (typeof value !== "string") return [];
    return [{ value, label: typeof label === "string" ? label : value }];
  });
}

/** A default as the text that stands in a field; of several choices, each behind a comma. */
export function standardText(standard: Json | undefined): string {
  if (standard === undefined) return "";
  if (Array.isArray(standard)) return standard.map(standardText).join(", ");
  return typeof standard === "string" ? standard : JSON.stringify(standard);
}

/** The answer of who changes nothing: each field's default, where it has one. */
export function standardAnswer(schema: Json | undefined): AnswerContent {
  const fields = questionFields(schema) ?? [];
  return Object.fromEntries(
    fields.flatMap(({ name, standard }) => (standard === undefined ? [] : [[name, standard]])),
  );
}

/**
 * The answer that a filled form stands for, by the names that `fieldInput` gives. What was left empty is
 * left out; a text that is no number stays text, so that the check against the schema names it.
 */
export function readAnswer(
  schema: Json | undefined,
  values: Readonly<Record<string, string | undefined>>,
): AnswerContent {
  const fields = questionFields(schema) ?? [];
  return Object.fromEntries(
    fields.flatMap((field, index): readonly (readonly [string, Json])[] => {
      const { name } = field;
      if (field.kind === "choices") {
        const chosen = field.options.filter((_, place) => values[fieldInput(index, place)]);
        const isTold = chosen.length > 0 || field.required;
        return isTold ? [[name, chosen.map(({ value }) => value)]] : [];
      }
      const text = values[fieldInput(index)] ?? "";
      if (text === "") return [];
      if (field.kind === "flag") return [[name, text === "true"]];
      return [[name, field.kind === "number" ? numberOr(text) : text]];
    }),
  );
}

/** The name of a field in the form: by its place, for a server may name it as it likes. */
export function fieldInput(field: number, option?: number): string {
  return option === undefined ? `field:${field}` : `field:${field}:${option}`;
}

function numberOr(text: string): Json {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? text : number;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

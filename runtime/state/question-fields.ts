import type { AnswerContent } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import {
  type ChoicesKind,
  fieldCommon,
  type FieldCommon,
  type FieldOption,
  numberKind,
  type PlainKind,
  textKind,
} from "./form-field.ts";

/** Fields of one question; who asks for more asks for too much at once. */
const MAX_FIELDS = 50;

type JsonObject = { readonly [key: string]: Json };

/** One field of the form that answers a question. Its name is its place, for a server may name it as it likes. */
export type QuestionField = FieldCommon & (PlainKind | ChoicesKind);

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
  const fields = members.flatMap(([key, field], place): readonly QuestionField[] => {
    const kind = isObject(field) ? kindOf(field) : undefined;
    if (!isObject(field) || kind === undefined) return [];
    const common = fieldCommon(key, field, needed.includes(key));
    return [{ name: `field:${place}`, ...common, ...kind }];
  });
  return fields.length === members.length && fields.length <= MAX_FIELDS ? fields : undefined;
}

/** Undefined for what is no field of a flat form. */
function kindOf(schema: JsonObject): PlainKind | ChoicesKind | undefined {
  switch (schema["type"]) {
    case "string": {
      const options = optionsOf(schema, "oneOf");
      return options === undefined ? textKind(schema) : { kind: "choice", options };
    }
    case "number":
    case "integer":
      return numberKind(schema);
    case "boolean":
      return { kind: "choice", options: YES_OR_NO };
    case "array": {
      const { items } = schema;
      const options = isObject(items) ? optionsOf(items, "anyOf") : undefined;
      return options && { kind: "choices", options };
    }
    default:
      return undefined;
  }
}

const YES_OR_NO: readonly FieldOption[] = [
  { text: "true", label: "Yes", value: true },
  { text: "false", label: "No", value: false },
];

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
      return [{ text: value, label: typeof title === "string" ? title : value, value }];
    });
  }
  if (!Array.isArray(values)) return undefined;
  return values.flatMap((value, index) => {
    const label = Array.isArray(names) ? names[index] : undefined;
    if (typeof value !== "string") return [];
    return [{ text: value, label: typeof label === "string" ? label : value, value }];
  });
}

/** The answer of who changes nothing: each field's default, where it has one. */
export function standardAnswer(schema: Json | undefined): AnswerContent {
  const fields = questionFields(schema) ?? [];
  return Object.fromEntries(
    fields.flatMap(({ key, standard }) => (standard === undefined ? [] : [[key, standard]])),
  );
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

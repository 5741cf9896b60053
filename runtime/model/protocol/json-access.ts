import type { Json } from "#runtime/event/shared.ts";

/** A JSON object whose members are not known yet: a provider may send anything. */
export type JsonObject = Readonly<Record<string, Json>>;

/** The value of a JSON text; undefined where it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    // JSON.parse is typed as any; what it gives is JSON by definition.
    return JSON.parse(text) as Json;
  } catch {
    return undefined; // the reader decides what a broken frame means
  }
}

/** The object that a text holds; undefined where it is not JSON or not an object. */
export function parseObject(text: string): JsonObject | undefined {
  return objectOf(parsedJson(text));
}

/** The value where it is an object, else undefined. */
export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The items of an array; none where the value is no array. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The objects in an array; none where the value is no array. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value)
    .map(objectOf)
    .filter((item) => item !== undefined);
}

/** The value where it is a text, else undefined. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value where it is a text that says something, else undefined. */
export function wordsOf(value: Json | undefined): string | undefined {
  return value === "" ? undefined : textOf(value);
}

/** The value where it is a number of tokens, else undefined: what was not reported stays absent. */
export function countOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The sum of what was reported; undefined where nothing was. */
export function sumOf(...counts: readonly (number | undefined)[]): number | undefined {
  const reported = counts.filter((count) => count !== undefined);
  return reported.length === 0 ? undefined : reported.reduce((sum, count) => sum + count, 0);
}

/** The object without the members that are null or absent. */
export function withoutEmpty(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}

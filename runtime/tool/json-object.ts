import type { Json } from "#runtime/event/shared.ts";

/** A JSON value of the form `{…}`. */
export type JsonObject = { [key: string]: Json };

/** True for `{…}`; to JSON, arrays and null are no objects. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that the value itself has, never one that every object inherits. */
export function ownMember(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

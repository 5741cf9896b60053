import type { Json } from "#runtime/event/shared.ts";

import { type JsonObject, objectOf } from "./json-access.ts";

/** A tool's input schema as providers want it: always of an object, without properties if need be. */
export function objectSchema(schema: Json): JsonObject {
  const given = objectOf(schema);
  return given === undefined ? { type: "object", properties: {} } : { type: "object", ...given };
}

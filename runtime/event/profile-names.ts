import { z } from "zod";

import { RuntimeEvent } from "./catalogue.ts";

/** The payload schema of each class, to know which of its members have a name on both sides. */
export const PAYLOADS: ReadonlyMap<string, z.ZodType> = new Map(
  RuntimeEvent.options.map(({ shape }) => [shape.type.value, shape.payload]),
);

/** Payload members that the published profile wants on the envelope. */
export const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  "processId",
  "channelId",
  "jobId",
  "jobItemId",
  "outputRef",
  "benchmark",
  "trajectory",
  "reward",
  "comparison",
]);

/** Which way members are renamed. */
export type Direction = "to_profile" | "from_profile";

/** A schema as zod hands out the parts of another one. */
type Schema = z.core.$ZodType | undefined;

/**
 * An object's members under the names of the other side, in their order. Only names that the schema
 * gives change, down to the last list; arguments, results and other foreign JSON stay as they are.
 */
export function renamed(
  schema: Schema,
  value: object,
  direction: Direction,
): readonly (readonly [string, unknown])[] {
  const shape: z.core.$ZodShape = schema instanceof z.ZodObject ? schema.shape : {};
  const ours = direction === "to_profile" ? undefined : snakeNames(shape);
  return Object.entries(value).map(([key, member]) => {
    const name = ours?.get(key) ?? key;
    if (!Object.hasOwn(shape, name)) return [key, member];
    const other = direction === "to_profile" ? camelCase(name) : name;
    return [other, renamedIn(shape[name], member, direction)];
  });
}

function renamedIn(schema: Schema, value: unknown, direction: Direction): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return renamedIn(schema.unwrap(), value, direction);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => renamedIn(schema.element, item, direction));
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (schema instanceof z.ZodObject && isObject) {
    return Object.fromEntries(renamed(schema, value, direction));
  }
  return value;
}

/** Schemas are few and made once, so that the names of each are looked up once. */
const NAMES = new WeakMap<z.core.$ZodShape, ReadonlyMap<string, string>>();

function snakeNames(shape: z.core.$ZodShape): ReadonlyMap<string, string> {
  const known = NAMES.get(shape);
  if (known !== undefined) return known;
  const names = new Map(Object.keys(shape).map((name) => [camelCase(name), name]));
  NAMES.set(shape, names);
  return names;
}

/** `retry_after_ms` as `retryAfterMs`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `retryAfterMs` as `retry_after_ms`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

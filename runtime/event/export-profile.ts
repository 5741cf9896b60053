import { z } from "zod";

import { RuntimeEvent } from "./catalogue.ts";
import { Envelope } from "./envelope.ts";

/** The version of the published Agent Runtime profile that exported events follow. */
const PROFILE_VERSION = "lime-profile-0.4.0";

/** An event under the camelCase names of the published Agent Runtime schemas. */
export type ProfileEvent = Readonly<Record<string, unknown>>;

/**
 * Renames an event's keys for readers of the published profile. Only names that our schemas give
 * change: arguments, results and other foreign JSON stay as they are. Ids and objects that the
 * profile wants on the envelope move there; none that the event lacks is made up.
 */
export function toProfileEvent(event: RuntimeEvent, runtimeId: string): ProfileEvent {
  const { payload, refs, ...envelope } = event;
  const named = Object.entries(rename(PAYLOADS.get(event.type), payload));
  const onEnvelope = named.filter(([key]) => ENVELOPE_KEYS.has(key));
  const inPayload = named.filter(([key]) => !ENVELOPE_KEYS.has(key));
  return {
    ...Object.fromEntries(onEnvelope),
    ...(event.type === "tool.catalog.resolved" && CATALOG_IDS),
    ...rename(Envelope, envelope),
    schemaVersion: PROFILE_VERSION,
    runtimeId,
    payload: Object.fromEntries(inPayload),
    ...(refs && { refs: camelKeys(refs) }),
  };
}

/** The profile wants a call's ids on every tool event; the catalogue belongs to no call. */
const CATALOG_IDS = { toolCallId: "catalog", stepId: "catalog" };

const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
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

const PAYLOADS: ReadonlyMap<string, z.ZodType> = new Map(
  RuntimeEvent.options.map(({ shape }) => [shape.type.value, shape.payload]),
);

function rename(schema: z.core.$ZodType | undefined, value: object): Record<string, unknown> {
  const shape: z.core.$ZodShape = schema instanceof z.ZodObject ? schema.shape : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      Object.hasOwn(shape, key) ? [camelCase(key), renameIn(shape[key], member)] : [key, member],
    ),
  );
}

function renameIn(schema: z.core.$ZodType | undefined, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) {
    return renameIn(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => renameIn(schema.element, item));
  }
  if (schema instanceof z.ZodObject && typeof value === "object" && value !== null) {
    return rename(schema, value);
  }
  return value;
}

function camelKeys(refs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(refs).map(([key, ref]) => [camelCase(key), ref]));
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

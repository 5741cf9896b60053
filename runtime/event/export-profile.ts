import type { RuntimeEvent } from "./catalogue.ts";
import { Envelope } from "./envelope.ts";
import { camelCase, ENVELOPE_KEYS, PAYLOADS, renamed } from "./profile-names.ts";

/** The version of the published Agent Runtime profile that exported events and snapshots follow. */
export const PROFILE_VERSION = "lime-profile-0.4.0";

/** An event under the camelCase names of the published Agent Runtime schemas. */
export type ProfileEvent = Readonly<Record<string, unknown>>;

/**
 * Renames an event's keys for readers of the published profile. Only names that our schemas give
 * change: arguments, results and other foreign JSON stay as they are. Ids and objects that the
 * profile wants on the envelope move there; none that the event lacks is made up. What an import
 * supplied is left out again. `runtimeId` names the runtime of events that do not say it.
 */
export function toProfileEvent(event: RuntimeEvent, runtimeId: string): ProfileEvent {
  const { payload, refs, supplied = [], ...envelope } = event;
  const told = Object.entries(payload).filter(([key]) => !supplied.includes(key));
  const named = renamed(PAYLOADS.get(event.type), Object.fromEntries(told), "to_profile");
  const onEnvelope = named.filter(([key]) => ENVELOPE_KEYS.has(key));
  const inPayload = named.filter(([key]) => !ENVELOPE_KEYS.has(key));
  return {
    ...Object.fromEntries(onEnvelope),
    ...(event.type === "tool.catalog.resolved" && CATALOG_IDS),
    runtimeId,
    ...Object.fromEntries(renamed(Envelope, envelope, "to_profile")),
    schemaVersion: PROFILE_VERSION,
    payload: Object.fromEntries(inPayload),
    ...(refs && { refs: camelKeys(refs) }),
  };
}

/** The profile wants a call's ids on every tool event; the catalogue belongs to no call. */
export const CATALOG_IDS = { toolCallId: "catalog", stepId: "catalog" };

function camelKeys(refs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(refs).map(([key, ref]) => [OUR_NAME.test(key) ? camelCase(key) : key, ref]),
  );
}

const OUR_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

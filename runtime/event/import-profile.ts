import { z } from "zod";

import type { RuntimeEvent } from "./catalogue.ts";
import { Envelope, EventIds, SCHEMA_VERSION } from "./envelope.ts";
import { type EventProblem, problemAt, problemWith } from "./event-problem.ts";
import { CATALOG_IDS, PROFILE_VERSION } from "./export-profile.ts";
import { parseEvent, PlaceId } from "./parse-event.ts";
import { camelCase, ENVELOPE_KEYS, PAYLOADS, renamed, snakeCase } from "./profile-names.ts";
import { suppliedWords } from "./profile-words.ts";

/** More events than this are not read at once. */
const MAX_EVENTS = 100_000;

/** Why a document of the published profile cannot be read: which event, where in it, and what to do. */
export class ProfileImportError extends Error {
  override name = "ProfileImportError";
  /** Its place in the list, from 0; absent where the document itself is none. */
  readonly index: number | undefined;
  /** Dotted, in the names of the profile; empty for the event itself. */
  readonly path: string;
  /** What stands there, in short. */
  readonly value: string;
  readonly fix: string;

  constructor({ path, value, fix, message }: EventProblem, index?: number) {
    super(index === undefined ? message : `Event ${index}: ${message}`);
    this.index = index;
    this.path = path;
    this.value = value;
    this.fix = fix;
  }
}

/**
 * Reads one event, or a list of them, under the camelCase names of the published Agent Runtime
 * schemas: the way back of `toProfileEvent`. Classes and members that nobody here knows are kept as
 * they are. All or nothing: throws ProfileImportError for the first thing that cannot be read.
 */
export function importProfile(document: unknown): readonly RuntimeEvent[] {
  const list: readonly unknown[] = Array.isArray(document) ? document : [document];
  if (list.length === 0 || list.length > MAX_EVENTS) {
    const fix = `Give between 1 and ${MAX_EVENTS} events`;
    throw new ProfileImportError(problemAt(document, [], fix));
  }
  const events = list.map(readEvent);
  checkOrder(list, events);
  return events;
}

type Member = readonly [name: string, value: unknown];

function readEvent(value: unknown, index: number): RuntimeEvent {
  if (!isObject(value)) {
    throw new ProfileImportError(problemAt(value, [], "Give a JSON object"), index);
  }
  const event = inOurNames(value, index);
  const parsed = parseEvent(event);
  if (parsed.kind === "malformed") {
    const { path, value: found, fix } = parsed.problem;
    throw new ProfileImportError(problemWith(profilePath(path), found, fix), index);
  }
  // A fold passes over a class that it does not know, so an unknown event is safe where events go.
  return parsed.event as RuntimeEvent;
}

/** The event in our names. Whether it is one is for `parseEvent` to say. */
function inOurNames(value: object, index: number): object {
  const members = new Map(Object.entries(value));
  const [type, payload, refs, version] = ["type", "payload", "refs", "schemaVersion"].map((key) => {
    const member: unknown = members.get(key);
    members.delete(key);
    return member;
  });
  if (type === "tool.catalog.resolved") dropCatalogIds(members);
  const schema = typeof type === "string" ? PAYLOADS.get(type) : undefined;
  const moved = [...members].filter(([key]) => isOfPayload(schema, key));
  for (const [key] of moved) members.delete(key);
  const envelope = [...renamed(Envelope, Object.fromEntries(members), "from_profile")];
  checkEnvelope(value, envelope, index);
  return {
    type,
    ...Object.fromEntries(envelope.map(inUtc)),
    schema_version: SCHEMA_VERSION,
    ...(version !== undefined && version !== PROFILE_VERSION && { schemaVersion: version }),
    ...readPayload(value, schema, payload, moved, index),
    ...(refs !== undefined && { refs: snakeKeys(refs) }),
  };
}

/** The export gives them to a class whose events have none of their own. */
function dropCatalogIds(members: Map<string, unknown>): void {
  for (const [key, id] of Object.entries(CATALOG_IDS)) {
    if (members.get(key) === id) members.delete(key);
  }
}

function isOfPayload(schema: z.ZodType | undefined, key: string): boolean {
  if (!ENVELOPE_KEYS.has(key) || !(schema instanceof z.ZodObject)) return false;
  return Object.hasOwn(schema.shape, snakeCase(key));
}

/** Ids name places, here and in addresses, so that each of them has to look like one. */
function checkEnvelope(event: object, members: readonly Member[], index: number): void {
  checkOnce(event, members, [], index);
  for (const [name, value] of members) {
    if (name === "supplied") {
      const fix = "Call the member otherwise: an import uses this name";
      throw new ProfileImportError(problemAt(event, [name], fix), index);
    }
    if (!Object.hasOwn(EventIds.shape, name)) continue;
    const issue = PlaceId.safeParse(value).error?.issues[0];
    if (issue === undefined) continue;
    const fix = issue.code === "invalid_type" ? "Give a string" : issue.message;
    throw new ProfileImportError(problemAt(event, [camelCase(name)], fix), index);
  }
}

/** The payload in our words. What they lack is added, and the words of the source stay beside it. */
function readPayload(
  event: object,
  schema: z.ZodType | undefined,
  payload: unknown,
  moved: readonly Member[],
  index: number,
): object {
  if (!isObject(payload)) return { payload };
  const members = [
    ...renamed(schema, Object.fromEntries(moved), "from_profile"),
    ...renamed(schema, payload, "from_profile"),
  ];
  checkOnce(event, members, ["payload"], index);
  const told = Object.fromEntries(members);
  const added = suppliedWords(event, told);
  if (added === undefined) return { payload: told };
  const supplied = Object.keys(added);
  const kept = members.map(([name, member]) => {
    return [supplied.includes(name) ? camelCase(name) : name, member] as const;
  });
  return { payload: { ...Object.fromEntries(kept), ...added }, supplied };
}

/** Two members that are one here would leave one of them behind. */
function checkOnce(
  event: object,
  members: readonly Member[],
  path: readonly string[],
  index: number,
): void {
  const seen = new Set<string>();
  for (const [name] of members) {
    if (seen.has(name)) {
      const fix = `Say it once, as ${camelCase(name)}`;
      throw new ProfileImportError(problemAt(event, [...path, camelCase(name)], fix), index);
    }
    seen.add(name);
  }
}

const AnyTime = z.iso.datetime({ offset: true });

/** The profile lets a time have any offset; the log knows UTC only. */
function inUtc([name, value]: Member): Member {
  if (name !== "timestamp") return [name, value];
  const time = AnyTime.safeParse(value);
  if (!time.success || time.data.endsWith("Z")) return [name, value];
  return [name, new Date(time.data).toISOString()];
}

function snakeKeys(refs: unknown): unknown {
  if (!isObject(refs)) return refs;
  return Object.fromEntries(Object.entries(refs).map(([key, ref]) => [snakeCase(key), ref]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where a place of our event stands in the profile's. */
function profilePath(path: string): string {
  const names = path.split(".").map(camelCase);
  const isMoved = names[0] === "payload" && ENVELOPE_KEYS.has(names[1] ?? "");
  return names.slice(isMoved ? 1 : 0).join(".");
}

/** Within its thread an event comes once, after those of lower sequences. */
function checkOrder(list: readonly unknown[], events: readonly RuntimeEvent[]): void {
  const newest = new Map<string, number>();
  const ids = new Set<string>();
  for (const [index, { thread_id, sequence, event_id }] of events.entries()) {
    const before = newest.get(thread_id) ?? 0;
    if (sequence <= before) {
      const fix = `Give the events of a thread in order; the one before has ${before}`;
      throw new ProfileImportError(problemAt(list[index], ["sequence"], fix), index);
    }
    if (ids.has(event_id)) {
      throw new ProfileImportError(
        problemAt(list[index], ["eventId"], "Give each event once"),
        index,
      );
    }
    newest.set(thread_id, sequence);
    ids.add(event_id);
  }
}

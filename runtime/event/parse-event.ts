import { z } from "zod";

import { RuntimeEvent } from "./catalogue.ts";
import { Envelope, SCHEMA_VERSION } from "./envelope.ts";
import { type EventProblem, problemAt, problemOf } from "./event-problem.ts";

/** An event of a class or a version that this code does not know: kept as it is and passed on. */
export type UnknownEvent = Envelope & { readonly type: string; readonly payload?: unknown };

export type ParsedEvent =
  | { readonly kind: "known"; readonly event: RuntimeEvent }
  | { readonly kind: "unknown"; readonly event: UnknownEvent }
  | { readonly kind: "malformed"; readonly problem: EventProblem };

/** Deeper nesting is refused: whatever walks the event later (JSON, a fold, a view) is recursive. */
const MAX_NESTING_LEVELS = 256;

/** These ids name folders and stream positions, so they hold nothing that a path or a line reads. */
export const PlaceId = z.string().regex(/^[A-Za-z0-9][\w:-]{0,127}$/, {
  error: "Give an id of up to 128 letters, digits, _, : and -",
});

const ReadableVersion = z
  .string()
  .refine((version) => compareVersions(version, SCHEMA_VERSION) >= 0, {
    error: `Give "${SCHEMA_VERSION}", or the newer version that wrote it`,
  });

const AnyEvent = Envelope.extend({
  type: z.string().min(1),
  schema_version: ReadableVersion,
  event_id: PlaceId,
  session_id: PlaceId,
  thread_id: PlaceId,
});

const SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map(
  RuntimeEvent.options.map((schema) => [schema.shape.type.value, schema]),
);

/**
 * Reads a value that comes from outside: an import, a line of a log file. What it gives back is the
 * very object that it got, with every field that the schemas do not name. Never throws.
 */
export function parseEvent(value: unknown): ParsedEvent {
  if (!isPlainObject(value)) return malformed(problemAt(value, [], "Give a JSON object"));
  const unfit = findUnfit(value);
  if (unfit) return malformed(problemAt(value, unfit.path, unfit.fix));
  const any = AnyEvent.safeParse(value);
  if (!any.success) return malformed(problemOf(value, any.error));

  const { type, schema_version } = any.data;
  const schema = SCHEMAS.get(type);
  if (schema === undefined || compareVersions(schema_version, SCHEMA_VERSION) > 0) {
    // AnyEvent has checked all that an unknown event promises.
    return { kind: "unknown", event: value as UnknownEvent };
  }
  const known = schema.safeParse(value);
  if (!known.success) return malformed(problemOf(value, known.error));
  // The schemas neither coerce, default nor transform: what passed them is the event.
  return { kind: "known", event: value as RuntimeEvent };
}

function malformed(problem: EventProblem): ParsedEvent {
  return { kind: "malformed", problem };
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * The way to a value that no JSON can say again, if there is one: nested too deep, or a number like
 * 1e999 that was read as endless. Takes no stack, however deep it is.
 */
function findUnfit(root: object): { path: readonly string[]; fix: string } | undefined {
  const open: Place[] = [{ value: root, level: 1 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (typeof place.value === "number" && !Number.isFinite(place.value)) {
      return { path: pathTo(place), fix: "Give a number that is not endless" };
    }
    if (typeof place.value !== "object" || place.value === null) continue;
    if (place.level > MAX_NESTING_LEVELS) {
      return { path: pathTo(place), fix: `Nest at most ${MAX_NESTING_LEVELS} levels` };
    }
    for (const [key, value] of Object.entries(place.value)) {
      open.push({ value, level: place.level + 1, key, parent: place });
    }
  }
  return undefined;
}

interface Place {
  readonly value: unknown;
  readonly level: number;
  readonly key?: string;
  readonly parent?: Place;
}

function pathTo(place: Place): readonly string[] {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) path.push(at.key);
  return path.toReversed();
}

/** Negative when the left dotted number is older, NaN when it is none. */
function compareVersions(left: string, right: string): number {
  if (!/^\d{1,9}(\.\d{1,9}){0,3}$/.test(left)) return Number.NaN;
  const [lefts, rights] = [left.split("."), right.split(".")];
  for (let index = 0; index < Math.max(lefts.length, rights.length); index += 1) {
    const difference = Number(lefts[index] ?? 0) - Number(rights[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

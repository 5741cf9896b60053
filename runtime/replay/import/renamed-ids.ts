import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { isId } from "#runtime/log/thread-ids.ts";
import type { IdPrefix, Ids } from "#runtime/services.ts";

/** The ids that are looked up over all threads; others count within their run. */
const KINDS = {
  session_id: "s",
  thread_id: "th",
  turn_id: "t",
  task_id: "task",
  run_id: "r",
  action_id: "act",
} as const satisfies Partial<Record<keyof RuntimeEvent, IdPrefix>>;

type IdName = keyof typeof KINDS;
const NAMES: readonly IdName[] = [
  "session_id",
  "thread_id",
  "turn_id",
  "task_id",
  "run_id",
  "action_id",
];

/** What the ids of a recording are called here. */
export interface RenamedIds {
  readonly session_id: string;
  readonly thread_id: string;
  /** Ids of the recording, to ours. */
  readonly names: ReadonlyMap<string, string>;
}

/** Whether the ids of a recording can stay: each is well formed, of one kind, and known nowhere here. */
export async function keepsIds(
  events: readonly RuntimeEvent[],
  isKnown: (id: string) => Promise<boolean>,
): Promise<boolean> {
  const kinds = new Map<string, IdName>();
  const [first] = events;
  if (events.some(({ session_id }) => session_id !== first?.session_id)) return false;
  for (const event of events) {
    for (const name of NAMES) {
      const id = event[name];
      if (id === undefined) continue;
      const isOfKind = isId(id) && id.startsWith(`${KINDS[name]}_`);
      if (!isOfKind || (kinds.get(id) ?? name) !== name) return false;
      kinds.set(id, name);
    }
  }
  for (const id of kinds.keys()) if (await isKnown(id)) return false;
  return true;
}

/** New ids for a recording, one for each of its own. */
export function newIds(events: readonly RuntimeEvent[], ids: Ids): RenamedIds {
  const names = new Map<string, string>();
  for (const event of events) {
    for (const name of NAMES) {
      const id = event[name];
      if (id !== undefined && !names.has(id)) names.set(id, ids.next(KINDS[name]));
    }
  }
  const [first] = events;
  return {
    session_id: names.get(first?.session_id ?? "") ?? ids.next("s"),
    thread_id: names.get(first?.thread_id ?? "") ?? ids.next("th"),
    names,
  };
}

/** The event under other ids, also where its payload names them. */
export function withIds(
  event: RuntimeEvent,
  { session_id, thread_id, names }: RenamedIds,
): RuntimeEvent {
  const own = NAMES.flatMap((name) => {
    const id = event[name];
    return id === undefined ? [] : [[name, names.get(id) ?? id] as const];
  });
  const attempt = event.attempt_id;
  const renamed = {
    ...event,
    ...Object.fromEntries(own),
    session_id,
    thread_id,
    ...(attempt !== undefined && { attempt_id: attemptName(event, attempt, names) }),
    payload: renamedIn(event.payload, names, ""),
  };
  // Only ids change, so the event stays one of its class.
  return renamed as RuntimeEvent;
}

/** A later attempt is called after its run. */
function attemptName(
  { run_id = "" }: RuntimeEvent,
  attempt: string,
  names: ReadonlyMap<string, string>,
): string {
  const run = names.get(run_id) ?? run_id;
  return attempt.startsWith(run_id) ? `${run}${attempt.slice(run_id.length)}` : attempt;
}

/** Members that hold ids of such kinds; nothing that a person, a model or a tool wrote. */
const REFERENCES = /(?:^|_)(?:session|thread|turn|task|run|action)_ids?$|^(?:queue|blocked_by)$/;

function renamedIn(value: unknown, names: ReadonlyMap<string, string>, key: string): unknown {
  if (typeof value === "string") return REFERENCES.test(key) ? (names.get(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => renamedIn(item, names, key));
  if (typeof value !== "object" || value === null || WORDS_OF_OTHERS.has(key)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, renamedIn(member, names, name)]),
  );
}

const WORDS_OF_OTHERS: ReadonlySet<string> = new Set([
  "arguments",
  "output",
  "details",
  "edited",
  "updated_input",
  "settings",
  "input_schema",
  "provider_usage",
  "provider_metadata",
  "reasoning_items",
]);

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SCHEMA_VERSION } from "#runtime/event/envelope.ts";
import type { Imported } from "#runtime/event/session.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import { type CapturedFact, type CaptureFormat, UNKNOWN_QUESTION } from "./capture.ts";

/** Where a thread comes from. */
export interface ImportSource {
  readonly format: CaptureFormat;
  /** What the file was called. */
  readonly file?: string | undefined;
}

export interface StampServices {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
}

/** Most letters of a question that become a title. */
const TITLE_CHARS = 80;

/**
 * Makes the facts of a foreign capture a thread of ours, marked as imported. A fact whose time nobody
 * knows stands at that of the fact before it and says so in `refs`; where no time is known at all, all
 * stand at the moment of the import, and each run says so once. Yields after each event.
 */
export function* stampCapture(
  facts: readonly CapturedFact[],
  source: ImportSource,
  { clock, ids }: StampServices,
): Generator<void, readonly RuntimeEvent[]> {
  const place = { session_id: ids.next("s"), thread_id: ids.next("th") };
  const now = clock.now();
  const times = timesOf(facts);
  const runIds = idsOfRuns(facts, ids);
  const actions = new Map<string, string>();
  let latest = now;

  const stamp = (sequence: number, timestamp: string) => ({
    event_id: ids.next("ev"),
    timestamp,
    sequence,
    schema_version: SCHEMA_VERSION,
    ...place,
  });
  const imported: Imported = { ...mark(source), events: facts.length + 1, times };
  const first: RuntimeEvent = {
    type: "session.created",
    ...stamp(1, now),
    payload: { title: titleOf(facts, source), imported },
  };
  const events: RuntimeEvent[] = [first];
  for (const { draft, run, at } of facts) {
    const { type, payload, refs, action_id, ...local } = draft;
    if (at !== undefined) latest = new Date(at).toISOString();
    const action = action_id === undefined ? undefined : `${run} ${action_id}`;
    if (action !== undefined && !actions.has(action)) actions.set(action, ids.next("act"));
    const said = {
      ...refs,
      ...(type === "turn.submitted" && originRefs(source, times)),
      ...(times === "partial" && at === undefined && { time: "unknown" }),
    };
    const event = {
      type,
      ...stamp(events.length + 1, latest),
      ...runIds[run],
      ...local,
      ...(action !== undefined && { action_id: actions.get(action) }),
      payload,
      ...(Object.keys(said).length > 0 && { refs: said }),
    };
    // A stamped draft is the event of its class.
    events.push(event as RuntimeEvent);
    yield;
  }
  return events;
}

function mark({ format, file }: ImportSource): Pick<Imported, "format" | "file"> {
  return { format, ...(file !== undefined && file !== "" && { file }) };
}

/** What a run says of where it comes from: it may be looked at without its thread. */
export function originRefs(
  { format, file }: ImportSource,
  times: Imported["times"],
): Record<string, string> {
  return {
    imported: format,
    ...(file !== undefined && file !== "" && { imported_file: file }),
    ...(times !== "recorded" && { times }),
  };
}

function timesOf(facts: readonly CapturedFact[]): Imported["times"] {
  const known = facts.filter(({ at }) => at !== undefined).length;
  if (known === facts.length) return "recorded";
  return known === 0 ? "unknown" : "partial";
}

function idsOfRuns(facts: readonly CapturedFact[], ids: Ids) {
  const count = 1 + facts.reduce((most, { run }) => Math.max(most, run), 0);
  return Array.from({ length: count }, () => ({
    turn_id: ids.next("t"),
    task_id: ids.next("task"),
    run_id: ids.next("r"),
  }));
}

function titleOf(facts: readonly CapturedFact[], { file }: ImportSource): string {
  const submitted = facts.find(({ draft }) => draft.type === "turn.submitted")?.draft;
  const question = submitted?.type === "turn.submitted" ? submitted.payload.input.text : "";
  const known = question === UNKNOWN_QUESTION ? (file ?? question) : question;
  return known.replaceAll(/\s+/g, " ").trim().slice(0, TITLE_CHARS);
}

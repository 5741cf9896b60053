import type { EventDraft, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { SCHEMA_VERSION } from "#runtime/event/envelope.ts";
import type { Imported } from "#runtime/event/session.ts";
import { failed } from "#runtime/pmpo/ending.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { isTerminal, runIds } from "#runtime/state/run-queries.ts";
import { keepsIds, newIds, type RenamedIds, withIds } from "./renamed-ids.ts";
import { type ImportSource, originRefs, type StampServices } from "./stamp-capture.ts";

export interface AdoptServices extends StampServices {
  /** Whether something here goes by this id. */
  readonly isKnown: (id: string) => Promise<boolean>;
}

/**
 * Makes a recording of our own a thread of this place, marked as imported: all of a thread, or one run.
 * Its ids stay where they are free here and well formed, else all of them are new. Runs that it leaves
 * open get an end, for nobody goes on with them.
 */
export async function adoptRecording(
  events: readonly RuntimeEvent[],
  source: ImportSource,
  services: AdoptServices,
): Promise<readonly RuntimeEvent[]> {
  const isKept = await keepsIds(events, services.isKnown);
  const ids = newIds(events, services.ids);
  const marked = events.map((event) => adopted(event, source));
  const own = withoutParent(isKept ? marked : marked.map((event) => withIds(event, ids)));
  const opened =
    own[0]?.type === "session.created" ? own : [opening(own, ids, isKept, services), ...own];
  // What a fork took over was written in another thread; here it is one.
  const thread_id = opened.at(-1)?.thread_id ?? "";
  const placed = opened.map((event, index) => ({
    ...leavingAt(event, opened),
    thread_id,
    sequence: index + 1,
  }));
  const all = [...placed, ...endings(placed, services)];
  const [first, ...others] = all;
  if (first?.type !== "session.created") return all;
  const imported: Imported = {
    format: source.format,
    ...(source.file !== undefined && source.file !== "" && { file: source.file }),
    events: all.length,
    times: "recorded",
  };
  return [{ ...first, payload: { ...first.payload, imported } }, ...others];
}

/** A turn says where its run comes from; what it could be mistaken for here goes into `refs`. */
function adopted(event: RuntimeEvent, source: ImportSource): RuntimeEvent {
  if (event.type === "turn.submitted") {
    const { idempotency_key, ...payload } = event.payload;
    const key = idempotency_key === undefined ? {} : { idempotency_key };
    return {
      ...event,
      payload,
      refs: { ...originRefs(source, "recorded"), ...key, ...event.refs },
    };
  }
  if (event.type !== "thread.started" || event.payload.forked_from === undefined) return event;
  const { forked_from, ...payload } = event.payload;
  const origin = `${forked_from.thread_id} ${forked_from.sequence}`;
  return { ...event, payload, refs: { ...event.refs, forked_from: origin } };
}

/** What a child agent did is a session of its own here: the run that it worked for did not come along. */
function withoutParent(events: readonly RuntimeEvent[]): readonly RuntimeEvent[] {
  const [first, ...others] = events;
  const isChild = first?.type === "thread.started" && first.payload.spawned_by !== undefined;
  return isChild ? others : events;
}

/** Where a fork leaves its origin, by the numbers that the events have here. */
function leavingAt(event: RuntimeEvent, all: readonly RuntimeEvent[]): RuntimeEvent {
  if (event.type !== "turn.submitted" || event.payload.forked_from === undefined) return event;
  const { run_id, sequence: left } = event.payload.forked_from;
  const last = all.findLastIndex((known) => known !== all[0] && known.sequence <= left);
  const forked_from = { run_id, sequence: Math.max(1, last + 1) };
  return { ...event, payload: { ...event.payload, forked_from } };
}

/** The recording of a run begins in the midst of its thread. */
function opening(
  [first]: readonly RuntimeEvent[],
  ids: RenamedIds,
  isKept: boolean,
  { ids: made, clock }: StampServices,
): RuntimeEvent {
  const title = first?.type === "turn.submitted" ? first.payload.input.text.slice(0, 80) : "";
  return {
    type: "session.created",
    event_id: made.next("ev"),
    timestamp: clock.now(),
    sequence: 1,
    schema_version: SCHEMA_VERSION,
    session_id: isKept && first !== undefined ? first.session_id : ids.session_id,
    thread_id: isKept && first !== undefined ? first.thread_id : ids.thread_id,
    payload: { title },
  };
}

const CUT_OFF = {
  code: "cut_off",
  message: "The recording ends here: what became of the run is unknown",
};

/** The ends of runs that the recording leaves open (R1). */
function endings(events: readonly RuntimeEvent[], { ids }: StampServices): readonly RuntimeEvent[] {
  const last = events.at(-1);
  if (last === undefined) return [];
  const { session_id, thread_id, timestamp } = last;
  const state = events.reduce(fold, emptyThread(session_id, thread_id));
  const drafts = state.turns
    .filter(({ run }) => !isTerminal(run.status))
    .flatMap(({ run }) =>
      failed(run, "lost", CUT_OFF).map((draft): EventDraft => ({ ...runIds(run), ...draft })),
    );
  return drafts.map((draft, index) => {
    const { type, payload, refs: _, ...own } = draft;
    const stamped = {
      type,
      event_id: ids.next("ev"),
      timestamp,
      sequence: last.sequence + index + 1,
      schema_version: SCHEMA_VERSION,
      session_id,
      thread_id,
      ...own,
      payload,
      refs: { added_by: "import" },
    };
    // A stamped draft is the event of its class.
    return stamped as RuntimeEvent;
  });
}

import { inWords } from "./in-words.ts";
import { placeOf, type Note, type NoteFacts } from "./note.ts";
import { count } from "./quantity.ts";

/** A budget is worth a look from this part of it on. */
const BUDGET_SHARE = 0.8;

/** What people, budgets and the log itself say about a run. */
export function* policyNotes(facts: NoteFacts): Iterable<Note> {
  yield* refusedApprovals(facts);
  yield* nearLimits(facts);
  yield* missingEvents(facts);
}

function* refusedApprovals({ spans }: NoteFacts): Iterable<Note> {
  for (const span of spans) {
    if (span.kind !== "approval" || span.state !== "failed") continue;
    yield {
      text: `${inWords(span.outcome)}: ${span.name}`,
      why: "The agent asked and was not allowed to go on",
      lane: "approvals",
      from: span.first,
      to: span.last,
      at: span.last,
    };
  }
}

/** The last word about each budget that is nearly spent. */
function* nearLimits({ index }: NoteFacts): Iterable<Note> {
  const newest = new Map(
    index.eventsOf("limit.changed").map((event) => [event.payload.limit, event]),
  );
  for (const event of newest.values()) {
    const { limit, used, max } = event.payload;
    if (used <= BUDGET_SHARE * max) continue;
    yield {
      text: `${inWords(limit)} at ${Math.round((used / max) * 100)} % of its budget`,
      why: "A run that reaches a budget ends there",
      lane: "usage",
      ...placeOf(event),
    };
  }
}

/** While a model writes, nothing but its run writes to the thread, or somebody queues a message. */
function* missingEvents({ index }: NoteFacts): Iterable<Note> {
  for (let position = 1; position < index.count; position += 1) {
    const before = index.event(position - 1);
    const event = index.event(position);
    const missing = event.sequence - before.sequence - 1;
    const isOneAnswer = before.type === event.type && before.step_id === event.step_id;
    if (missing === 0 || event.type !== "model.delta" || !isOneAnswer) continue;
    yield {
      text: `${count(missing, "event")} missing in an answer`,
      why: "Their numbers belong to another turn that was queued, or they are lost",
      lane: "status",
      from: before.sequence,
      to: event.sequence,
      at: event.sequence,
    };
  }
}

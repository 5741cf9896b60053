import type { EventOf } from "#runtime/event/catalogue.ts";
import { placeOf, placeOfAll, type Note, type NoteFacts } from "./note.ts";
import { grouped } from "./quantity.ts";

/** A request that is more than this times the one before it has grown. */
const GROWTH = 2;
/** Requests below so many tokens may grow as they like. */
const SMALL_REQUEST_TOKENS = 2_000;

/** What is odd about a run's calls of its models. */
export function* modelNotes(facts: NoteFacts): Iterable<Note> {
  yield* failedModels(facts);
  yield* cutAnswers(facts);
  yield* retriedRequests(facts);
  yield* repeatedRequests(facts);
  yield* grownRequests(facts);
  yield* unsourcedCitations(facts);
}

function* failedModels({ index, spans }: NoteFacts): Iterable<Note> {
  for (const span of spans) {
    if (span.kind !== "model" || span.state !== "failed" || span.outcome === "cancelled") continue;
    const event = index.event(index.positionOf(span.last));
    if (event.type !== "model.failed") continue;
    yield {
      text: `Model call failed: ${event.payload.error.message}`,
      why: "The step got no answer from its model",
      lane: "errors",
      from: span.first,
      to: span.last,
      at: span.last,
    };
  }
}

function* cutAnswers({ index }: NoteFacts): Iterable<Note> {
  for (const event of index.eventsOf("model.completed")) {
    if (event.payload.finish_reason !== "length") continue;
    const why = "The model reached its output limit, the text ends in the middle";
    yield { text: "Answer was cut off", why, lane: "tokens", ...placeOf(event) };
  }
}

/** A failed request that was made anew, by the step that it is for. */
function* retriedRequests({ index }: NoteFacts): Iterable<Note> {
  const requests = Map.groupBy(index.eventsOf("model.requested"), ({ step_id }) => step_id);
  for (const tries of requests.values()) {
    const place = placeOfAll(tries);
    const times = Math.max(...tries.map(({ payload }) => payload.attempt ?? 1));
    if (place === undefined || times === 1) continue;
    const text = `Model call tried ${times} times`;
    yield {
      text,
      why: "The same request was made again after a failure",
      lane: "status",
      ...place,
    };
  }
}

/** A request that was answered and asked once more. The same one after a failure is a retry. */
function* repeatedRequests({ index }: NoteFacts): Iterable<Note> {
  const asked = index
    .eventsOf("model.requested")
    .filter(({ payload }) => payload.request_hash !== undefined && (payload.attempt ?? 1) === 1);
  for (const same of Map.groupBy(asked, ({ payload }) => payload.request_hash).values()) {
    const place = placeOfAll(same);
    if (place === undefined || same.length === 1) continue;
    const text = `Same request sent ${same.length === 2 ? "twice" : `${same.length} times`}`;
    yield {
      text,
      why: "The model was asked, and paid, for what it had answered",
      lane: "tokens",
      ...place,
    };
  }
}

function* grownRequests({ index }: NoteFacts): Iterable<Note> {
  let before: EventOf<"model.completed"> | undefined;
  for (const event of index.eventsOf("model.completed")) {
    const was = before?.payload.usage.input_tokens;
    const is = event.payload.usage.input_tokens;
    if (is === undefined) continue;
    if (
      before !== undefined &&
      was !== undefined &&
      is > SMALL_REQUEST_TOKENS &&
      is > GROWTH * was
    ) {
      yield {
        text: `Context grew ${Math.round((is / was) * 10) / 10}× in a step`,
        why: `From ${grouped(was)} to ${grouped(is)} tokens`,
        lane: "usage",
        ...placeOf(event),
        from: before.sequence,
      };
    }
    before = event;
  }
}

/** A citation leads to a page, to a file, or to what a call of the run gave. */
function* unsourcedCitations({ index }: NoteFacts): Iterable<Note> {
  const calls = new Set(index.eventsOf("tool.started").map((event) => event.tool_call_id));
  for (const event of index.eventsOf("model.delta")) {
    const { citation } = event.payload;
    if (citation === undefined || citation.url !== undefined || citation.path !== undefined)
      continue;
    if (citation.tool_call_id !== undefined && calls.has(citation.tool_call_id)) continue;
    const text = `Citation ${citation.index} has no source`;
    yield {
      text,
      why: "It names no page, no file and no call of this run",
      lane: "citations",
      ...placeOf(event),
    };
  }
}

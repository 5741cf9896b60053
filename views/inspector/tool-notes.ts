import type { EventIndex } from "./event-index.ts";
import { bytes } from "./quantity.ts";
import { placeOf, type Note, type NoteFacts } from "./note.ts";
import type { Span } from "./spans.ts";

const REPEATED_CALLS = 3;

/** What is odd about a run's calls of its tools. */
export function* toolNotes(facts: NoteFacts): Iterable<Note> {
  yield* unfinishedCalls(facts);
  yield* cutOutputs(facts);
  yield* retriedCalls(facts);
  yield* repeatedCalls(facts);
}

function* unfinishedCalls({ index, spans }: NoteFacts): Iterable<Note> {
  const run = spans[0];
  if (run === undefined || run.state === "open") return;
  for (const span of spans) {
    if (span.kind !== "tool" || span.state !== "open") continue;
    yield {
      text: `${span.name} has no result`,
      why: "The run ended while this call was still open",
      lane: "tools",
      from: span.first,
      to: index.lastSequence,
      at: span.first,
    };
  }
}

function* cutOutputs({ index }: NoteFacts): Iterable<Note> {
  for (const event of index.events()) {
    if (event.type === "output.spilled") {
      const text = `Output of ${bytes(event.payload.bytes)} kept beside the log`;
      yield { text, why: "The model saw only its beginning", lane: "tools", ...placeOf(event) };
    }
    if (event.type === "output.truncated") {
      const { kept_bytes: kept, total_bytes: total } = event.payload;
      const text = `Output truncated to ${Math.round((kept / total) * 100)} %`;
      yield {
        text,
        why: "The model saw only a part of this output",
        lane: "tools",
        ...placeOf(event),
      };
    }
  }
}

/** The same call, begun again: after a failure, or after the server came back. */
function* retriedCalls({ spans }: NoteFacts): Iterable<Note> {
  const calls = Map.groupBy(
    spans.filter(({ kind }) => kind === "tool"),
    ({ id }) => id,
  );
  for (const tries of calls.values()) {
    const [first] = tries;
    const last = tries.at(-1);
    if (first === undefined || last === undefined || last.attempt === 1) continue;
    yield {
      text: `${last.name} tried ${last.attempt} times`,
      why: "The call was begun again before it had a result",
      lane: "tools",
      from: first.first,
      to: last.last,
      at: last.first,
    };
  }
}

function* repeatedCalls({ index, spans }: NoteFacts): Iterable<Note> {
  const calls = Map.groupBy(startedCalls(index, spans), ({ span, args }) => `${span.name} ${args}`);
  for (const same of calls.values()) {
    const [first] = same;
    const last = same.at(-1);
    if (first === undefined || last === undefined || same.length < REPEATED_CALLS) continue;
    yield {
      text: `${first.span.name} called ${same.length} times with the same arguments`,
      why: "The agent may go in circles",
      lane: "tools",
      from: first.span.first,
      to: last.span.last,
      at: last.span.first,
    };
  }
}

function* startedCalls(
  index: EventIndex,
  spans: readonly Span[],
): Iterable<{ span: Span; args: string }> {
  for (const span of spans) {
    if (span.kind !== "tool") continue;
    const event = index.event(index.positionOf(span.first));
    if (event.type === "tool.started")
      yield { span, args: JSON.stringify(event.payload.arguments) };
  }
}

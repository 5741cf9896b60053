import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Lane } from "#runtime/event/lane.ts";
import { duration } from "#views/duration.ts";
import type { EventIndex } from "./event-index.ts";
import { inWords } from "./in-words.ts";
import { bytes, count } from "./quantity.ts";
import type { Span } from "./spans.ts";
import { activeTime, timeScale, type Gap } from "./time-scale.ts";

/** Something about a run that is worth a look, with the events that show it. */
export interface Note {
  readonly text: string;
  /** What makes it worth a look. */
  readonly why: string;
  readonly lane: Lane;
  /** Sequences of the first and last event of it. */
  readonly from: number;
  readonly to: number;
  /** The event at which it shows. */
  readonly at: number;
}

const LONG_GAP_MS = 5_000;
const LATE_TOKEN_MS = 2_000;
const BIG_SHARE = 0.5;
const REPEATED_CALLS = 3;
/** Most notes that a run shows; the gravest come first. */
const NOTES_MAX = 12;

export interface NoteFacts {
  readonly index: EventIndex;
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
}

/** What to look at in a run, gravest first. */
export function notesOf(facts: NoteFacts): readonly Note[] {
  return [
    ...failedModels(facts),
    ...unfinishedCalls(facts),
    ...refusedApprovals(facts),
    ...truncated(facts),
    ...repeatedCalls(facts),
    ...(facts.index.isTimed ? slowness(facts) : []),
  ].slice(0, NOTES_MAX);
}

/** What only times can tell. */
function slowness(facts: NoteFacts): readonly Note[] {
  return [...longGaps(facts), ...dominantTools(facts), ...lateTokens(facts)];
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

function* truncated({ index }: NoteFacts): Iterable<Note> {
  for (let position = 0; position < index.count; position += 1) {
    const event = index.event(position);
    const place = { from: event.sequence, to: event.sequence, at: event.sequence };
    if (event.type === "model.completed" && event.payload.finish_reason === "length") {
      const why = "The model reached its output limit, the text ends in the middle";
      yield { text: "Answer was cut off", why, lane: "tokens", ...place };
    }
    if (event.type === "output.spilled") {
      const text = `Output of ${bytes(event.payload.bytes)} kept beside the log`;
      yield { text, why: "The model saw only its beginning", lane: "tools", ...place };
    }
    if (event.type === "output.truncated") {
      const { kept_bytes: kept, total_bytes: total } = event.payload;
      const text = `Output truncated to ${Math.round((kept / total) * 100)} %`;
      yield { text, why: "The model saw only a part of this output", lane: "tools", ...place };
    }
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
    if (event.type === "tool.started") yield { span, args: argumentsOf(event) };
  }
}

function argumentsOf(event: EventOf<"tool.started">): string {
  return JSON.stringify(event.payload.arguments);
}

function* longGaps({ index, spans, gaps }: NoteFacts): Iterable<Note> {
  for (const gap of gaps) {
    const ms = gap.to - gap.from;
    if (ms <= LONG_GAP_MS) continue;
    yield {
      text: `${duration(ms)} without events`,
      why: waitedFor(spans, gap),
      lane: "status",
      from: index.event(gap.position - 1).sequence,
      to: index.event(gap.position).sequence,
      at: index.event(gap.position).sequence,
    };
  }
}

function waitedFor(spans: readonly Span[], gap: Gap): string {
  const open = spans.findLast(
    ({ kind, from, to }) => kind !== "run" && kind !== "step" && from <= gap.from && to >= gap.to,
  );
  return open === undefined ? "Nothing was going on" : `${open.name} was open and said nothing`;
}

function* dominantTools({ index, spans, gaps }: NoteFacts): Iterable<Note> {
  const active = activeTime(gaps, index.end);
  const scale = timeScale(index.end, gaps, 0);
  const tools = Map.groupBy(
    spans.filter((span) => span.kind === "tool"),
    (span) => span.name,
  );
  for (const [name, calls] of tools) {
    const busy = calls.reduce((ms, call) => ms + scale.place(call.to) - scale.place(call.from), 0);
    const [first] = calls;
    const last = calls.at(-1);
    if (first === undefined || last === undefined || active === 0 || busy / active <= BIG_SHARE) {
      continue;
    }
    yield {
      text: `${name} is ${Math.min(100, Math.round((busy / active) * 100))} % of active time`,
      why: `${count(calls.length, "call")} took ${duration(busy)} of ${duration(active)}`,
      lane: "tools",
      from: first.first,
      to: last.last,
      at: first.first,
    };
  }
}

function* lateTokens({ index, spans }: NoteFacts): Iterable<Note> {
  for (const span of spans) {
    if (span.kind !== "model") continue;
    const asked = index.positionOf(span.first);
    const answered = index.find(asked + 1, 1, (event) => ANSWERS.has(event.type));
    const wait = index.time(answered) - index.time(asked);
    if (answered === -1 || wait <= LATE_TOKEN_MS) continue;
    const answer = index.event(answered).sequence;
    if (answer > span.last) continue;
    yield {
      text: `First token after ${duration(wait)}`,
      why: `${span.name} was silent for longer than ${duration(LATE_TOKEN_MS)}`,
      lane: "tokens",
      from: span.first,
      to: answer,
      at: answer,
    };
  }
}

const ANSWERS: ReadonlySet<string> = new Set(["model.delta", "reasoning.delta", "tool.args"]);

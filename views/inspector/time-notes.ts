import { duration } from "#views/duration.ts";
import type { Note, NoteFacts } from "./note.ts";
import { count } from "./quantity.ts";
import type { Span } from "./spans.ts";
import { activeTime, timeScale, type Gap } from "./time-scale.ts";

const LONG_GAP_MS = 5_000;
const LATE_TOKEN_MS = 2_000;
const BIG_SHARE = 0.5;

/** What is slow about a run: what only times can tell. */
export function* timeNotes(facts: NoteFacts): Iterable<Note> {
  yield* longGaps(facts);
  yield* dominantTools(facts);
  yield* lateTokens(facts);
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

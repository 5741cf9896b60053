import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneOf, type Lane } from "#runtime/event/lane.ts";
import type { ExportedRun } from "./exported-run.ts";
import { eventTimes, runSpans, type RunSpan } from "./run-spans.ts";
import { threadOf, TraceThreads } from "./trace-threads.ts";

/** One entry of the Trace Event Format. `ts` and `dur` are microseconds. */
export interface TraceEvent {
  /** `M` names things, `X` is a stretch of time, `i` a moment, `C` a counter. */
  readonly ph: "M" | "X" | "i" | "C";
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  /** A moment concerns its thread alone. */
  readonly s?: "t";
  readonly args: Readonly<Record<string, string | number>>;
}

/** A run in the JSON that Perfetto and chrome://tracing open. */
export interface ChromeTrace {
  readonly displayTimeUnit: "ms";
  readonly otherData: Readonly<Record<string, string>>;
  readonly traceEvents: readonly TraceEvent[];
}

/** The process is the run. */
const PID = 1;

/** A run as a trace: its spans on a thread a lane, other events as moments, and its tokens as counters. */
export function chromeTrace(exported: ExportedRun): ChromeTrace {
  const { run, question, events } = exported;
  const spans = runSpans(events);
  const times = eventTimes(events);
  const start = times[0] ?? 0;
  const threads = new TraceThreads();
  const slices = [...spans, ...streamSpans(events, times)]
    .toSorted((left, right) => left.from - right.from || right.to - left.to)
    .map((span) => slice(span, threads.take(laneFor(span), span), start));
  const moments = events.flatMap((event, at) => moment(event, (times[at] ?? 0) - start));
  const traceEvents = [...slices, ...moments, ...counters(events, times, start)];
  return {
    displayTimeUnit: "ms",
    otherData: { run_id: run.run_id, status: run.status, model: run.model },
    traceEvents: [
      naming("process_name", 0, { name: `${run.run_id}: ${question.slice(0, 80)}` }),
      ...threads
        .list()
        .flatMap(({ tid, title }) => [
          naming("thread_name", tid, { name: title }),
          naming("thread_sort_index", tid, { sort_index: tid }),
        ]),
      ...traceEvents.toSorted((left, right) => left.ts - right.ts || longest(right, left)),
    ],
  };
}

/** Slices that begin together are listed from the outermost in. */
function longest(left: TraceEvent, right: TraceEvent): number {
  return (left.dur ?? 0) - (right.dur ?? 0);
}

interface LaneSpan {
  readonly lane: Lane;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly args: Readonly<Record<string, string | number>>;
}

type Laid = LaneSpan | RunSpan;

const LANES = {
  run: "status",
  step: "status",
  model: "tokens",
  tool: "tools",
  approval: "approvals",
} as const satisfies Record<RunSpan["kind"], Lane>;

function laneFor(span: Laid): Lane {
  return "lane" in span ? span.lane : LANES[span.kind];
}

/** What streamed: the answer within its model call, and the thinking, each from its first word to its last. */
function streamSpans(
  events: readonly RuntimeEvent[],
  times: readonly number[],
): readonly LaneSpan[] {
  const found = new Map<string, LaneSpan>();
  for (const [at, event] of events.entries()) {
    const piece = pieceOf(event);
    if (piece === undefined) continue;
    const { step_id = "" } = event;
    const to = times[at] ?? 0;
    const key = `${piece.lane} ${step_id}`;
    const { from, args } = found.get(key) ?? { from: to, args: { characters: 0 } };
    const characters = Number(args["characters"]) + piece.length;
    const name = piece.lane === "tokens" ? "answer" : "reasoning";
    found.set(key, { lane: piece.lane, name, from, to, args: { characters, step_id } });
  }
  return [...found.values()];
}

function pieceOf({ type, payload }: RuntimeEvent): { lane: Lane; length: number } | undefined {
  if (type === "reasoning.delta") return { lane: "reasoning", length: payload.text.length };
  if (type !== "model.delta" || payload.text === undefined) return undefined;
  return { lane: "tokens", length: payload.text.length };
}

function naming(kind: string, tid: number, args: TraceEvent["args"]): TraceEvent {
  return { ph: "M", name: kind, pid: PID, tid, ts: 0, args };
}

function slice(span: Laid, tid: number, start: number): TraceEvent {
  return {
    ph: "X",
    name: "lane" in span ? span.name : title(span),
    cat: laneFor(span),
    pid: PID,
    tid,
    ts: micros(span.from - start),
    dur: micros(span.to - span.from),
    args: "lane" in span ? span.args : { state: span.state, sequence: span.begun.sequence },
  };
}

function title({ kind, begun }: RunSpan): string {
  switch (begun.type) {
    case "model.requested":
      return kind === "step" ? "step" : `${begun.payload.provider}/${begun.payload.model}`;
    case "tool.started":
      return begun.payload.name;
    case "action.required":
      return `approval of ${begun.payload.tool}`;
    default:
      return "run";
  }
}

/** Pieces of streams are slices, and what begins or ends a span is told by the span. */
const TOLD: ReadonlySet<string> = new Set([
  "model.requested",
  "model.completed",
  "reasoning.delta",
  "tool.args",
  "tool.started",
  "tool.result",
  "action.required",
  "action.resolved",
]);

function moment(event: RuntimeEvent, ms: number): readonly TraceEvent[] {
  if (TOLD.has(event.type)) return [];
  if (event.type === "model.delta" && event.payload.citation === undefined) return [];
  const lane = laneOf(event);
  const args = { sequence: event.sequence };
  const place = { pid: PID, tid: threadOf(lane), ts: micros(ms), cat: lane };
  return [{ ph: "i", s: "t", name: event.type, ...place, args }];
}

/** The tokens as the answers report them, and the characters of the answer as they stream. */
function counters(
  events: readonly RuntimeEvent[],
  times: readonly number[],
  start: number,
): readonly TraceEvent[] {
  const tokens = { input: 0, output: 0 };
  let characters = 0;
  return events.flatMap((event, at): TraceEvent[] => {
    const place = { ph: "C", pid: PID, tid: 0, ts: micros((times[at] ?? 0) - start) } as const;
    if (event.type === "model.delta" && event.payload.text !== undefined) {
      characters += event.payload.text.length;
      return [{ ...place, name: "answer characters", args: { characters } }];
    }
    if (event.type !== "model.completed") return [];
    tokens.input += event.payload.usage.input_tokens ?? 0;
    tokens.output += event.payload.usage.output_tokens ?? 0;
    return [{ ...place, name: "tokens", args: { ...tokens } }];
  });
}

function micros(ms: number): number {
  return Math.round(ms * 1_000);
}

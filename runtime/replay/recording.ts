import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { STILL_WAITING } from "#runtime/recovery/resumption.ts";
import { isDecidedByLoop } from "./loop-facts.ts";

/** One recorded run, with all of its thread before and beside it. */
export interface Recording {
  readonly run_id: string;
  readonly session_id: string;
  readonly thread_id: string;
  /** The thread's events up to the end of the run, oldest first; a branch's after those of its origin. */
  readonly events: readonly RuntimeEvent[];
  /** Where each attempt ends. Behind the last one others ended the run, or nobody has yet. */
  readonly attempts: readonly number[];
  /** Whether the loop itself came to the run's end. */
  readonly isWhole: boolean;
}

/** What was given is no recording that can be run again. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

/** The recording of one run out of its thread's events. Throws RecordingError when it is not all there. */
export function recordingOf(events: readonly RuntimeEvent[], run_id: string): Recording {
  const last = events.findLastIndex((event) => event.run_id === run_id);
  const submitted = events.find(
    (event) => event.run_id === run_id && event.type === "turn.submitted",
  );
  if (last === -1 || submitted === undefined) {
    throw new RecordingError(`The recording holds no turn for the run "${run_id}"`);
  }
  const { session_id, thread_id } = submitted;
  const known = events.slice(0, last + 1);
  const isStarted = known.some((event) => event.run_id === run_id && event.type === "turn.started");
  const end = isStarted ? endOfLoop(known, run_id) : 0;
  const isWhole = end === known.length && isEnd(known.at(-1));
  const attempts = [...restarts(known, run_id), end];
  return { run_id, session_id, thread_id, events: known, attempts, isWhole };
}

/** The runs of a recording, in the order in which they were submitted. */
export function runsOf(events: readonly RuntimeEvent[]): readonly string[] {
  const submitted = events.filter(({ type }) => type === "turn.submitted");
  return submitted.flatMap(({ run_id }) => run_id ?? []);
}

/**
 * A run that the server could not finish was ended from outside, by whoever found it; a run that broke
 * was ended by its host. Neither is what the loop decided.
 */
function endOfLoop(events: readonly RuntimeEvent[], run_id: string): number {
  const last = events.at(-1);
  if (last?.type !== "turn.failed") return events.length;
  const { status, error } = last.payload;
  if (status !== "lost" && !HOST_FAILURES.has(error.code)) return events.length;
  const before = events.findLastIndex(
    (event) => event.run_id === run_id && isDecidedByLoop(event) && !isClosing(event),
  );
  return before + 1;
}

/** Where a restarted server went on with the run. It first closes what the former attempt left open. */
function restarts(events: readonly RuntimeEvent[], run_id: string): readonly number[] {
  const found = events.flatMap((event, at) => {
    if (event.run_id !== run_id || !isRestart(event)) return [];
    const before = events.findLastIndex((known, place) => {
      return place < at && known.run_id === run_id && isDecidedByLoop(known) && !isClosing(known);
    });
    return [before + 1];
  });
  return found;
}

function isRestart({ type, payload }: RuntimeEvent): boolean {
  if (type === "task.attempt.started") return payload.attempt > 1;
  return type === "run.status" && payload.title === STILL_WAITING;
}

const HOST_FAILURES: ReadonlySet<string> = new Set(["internal", "unknown_agent"]);

function isClosing(event: RuntimeEvent): boolean {
  switch (event.type) {
    case "model.failed":
      return event.payload.reason === "interrupted";
    case "hook.failed":
    case "context.compaction.failed":
      return event.payload.error.code === "interrupted";
    case "tool.failed":
      return event.payload.reason === "lost" || event.payload.reason === "cancelled";
    case "action.resolved":
      return event.payload.decision === "cancelled" || event.payload.decision === "lost";
    default:
      return /^(task\.(attempt\.)?(failed|lost)|turn\.failed)$/.test(event.type);
  }
}

function isEnd(event: RuntimeEvent | undefined): boolean {
  return event?.type === "turn.completed" || event?.type === "turn.failed";
}

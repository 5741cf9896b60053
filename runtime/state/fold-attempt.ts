import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { AttemptStatus, TaskAttemptState } from "./task-state.ts";

type Attempts = readonly TaskAttemptState[];

/** The attempts of a task after one more of its events. */
export function foldAttempt(attempts: Attempts, event: RuntimeEvent): Attempts {
  switch (event.type) {
    case "task.attempt.started":
      return started(attempts, event);
    case "task.attempt.completed": {
      const { usage } = event.payload;
      return ended(attempts, event, { status: "completed", ...(usage !== undefined && { usage }) });
    }
    case "task.attempt.failed": {
      const { error, will_retry } = event.payload;
      const told = { last_error: error, ...(will_retry !== undefined && { will_retry }) };
      return ended(attempts, event, { status: "failed", ...told });
    }
    case "task.paused":
      return changeNewest(attempts, event, "running", "paused");
    case "task.cancelled":
    case "task.timed_out":
    case "task.lost":
      return changeNewest(attempts, event, "failed", ENDS[event.type]);
    default:
      return attempts;
  }
}

/** The end of the task says how its last attempt failed. */
const ENDS = {
  "task.cancelled": "cancelled",
  "task.timed_out": "timed_out",
  "task.lost": "lost",
} as const satisfies Record<string, AttemptStatus>;

/** An attempt of the same run that has no end by now was cut off: nobody knows when. */
function started(attempts: Attempts, event: EventOf<"task.attempt.started">): Attempts {
  const { timestamp, run_id, payload } = event;
  const { agent, model, downtime_ms } = payload;
  const before = attempts.map((attempt): TaskAttemptState => {
    const isCutOff = attempt.status === "running" && attempt.run_id === run_id;
    return isCutOff ? { ...attempt, status: "lost" } : attempt;
  });
  const attempt: TaskAttemptState = {
    ...idsOf(event),
    status: "running",
    agent,
    model,
    started_at: timestamp,
    ...(downtime_ms !== undefined && { downtime_ms }),
  };
  return [...before, attempt];
}

/** An attempt whose start nobody told has an end all the same. */
function ended(
  attempts: Attempts,
  event: RuntimeEvent,
  end: Pick<TaskAttemptState, "status" | "usage" | "last_error" | "will_retry">,
): Attempts {
  const ids = idsOf(event);
  const index = attempts.findLastIndex(({ attempt_id }) => attempt_id === ids.attempt_id);
  const known = attempts[index];
  const attempt = { ...(known ?? ids), ...end, ended_at: event.timestamp };
  return known === undefined ? [...attempts, attempt] : attempts.with(index, attempt);
}

function changeNewest(
  attempts: Attempts,
  { timestamp, run_id }: RuntimeEvent,
  from: AttemptStatus,
  to: AttemptStatus,
): Attempts {
  const newest = attempts.at(-1);
  if (newest?.status !== from || newest.run_id !== run_id) return attempts;
  return attempts.with(-1, { ...newest, status: to, ended_at: newest.ended_at ?? timestamp });
}

function idsOf({ attempt_id, run_id, event_id }: RuntimeEvent) {
  const id = attempt_id ?? run_id ?? event_id;
  return { attempt_id: id, ...(run_id !== undefined && { run_id }) };
}

import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { TurnFailureStatus } from "#runtime/event/turn.ts";
import { addPart } from "./parts.ts";
import type { Part, RunState, StepState, ToolCallState } from "./thread-state.ts";

/** What a restart does to a run, and what an interrupted ending left behind. */
export function foldRecovery(run: RunState, event: RuntimeEvent): RunState {
  switch (event.type) {
    case "task.attempt.started":
      return event.payload.attempt > 1 ? foldAttempt(run, event) : run;
    case "task.paused":
      return event.payload.requested_by === "runtime" ? { ...run, paused: true } : run;
    case "runtime.error":
      return foldFault(run, event);
    case "task.completed":
      return { ...run, task_end: { status: "completed" } };
    case "task.failed":
      return { ...run, task_end: { status: "failed", error: event.payload.error } };
    case "task.cancelled":
      return taskEnd(run, "cancelled", event.payload.reason);
    case "task.timed_out":
      return taskEnd(run, "timed_out", event.payload.reason);
    case "task.lost":
      return taskEnd(run, "lost", event.payload.reason);
    default:
      return run;
  }
}

function taskEnd(run: RunState, status: TurnFailureStatus, message: string): RunState {
  const error: Failure = { code: status, message };
  return { ...run, task_end: { status, error } };
}

/** A fault of the runtime after which the run went on; one that ends it is shown by the run's end. */
function foldFault(run: RunState, event: EventOf<"runtime.error">): RunState {
  const { message: title, hint, retryable } = event.payload.error;
  if (retryable !== true) return run;
  const notice = { kind: "notice", title, ...(hint !== undefined && { detail: hint }) } as const;
  return { ...run, parts: addPart(run.parts, notice, event) };
}

/**
 * The run goes on after a restart. A call that was started and has no result follows its effect (R5):
 * what only reads or is idempotent waits for its turn once more, of anything else the outcome is unknown.
 */
function foldAttempt(run: RunState, event: EventOf<"task.attempt.started">): RunState {
  const { attempt, downtime_ms = 0 } = event.payload;
  const { paused, ...resumed } = run;
  const before = run.recovery ?? { crashes: 0, downtime_ms: 0 };
  const crashes = before.crashes + (paused === true ? 0 : 1);
  const title = `Recovered after a restart, attempt ${attempt}`;
  const notice = { kind: "notice", title, ...writtenAnew(run.steps.at(-1)) } as const;
  return {
    ...resumed,
    title,
    recovery: { attempt, crashes, downtime_ms: before.downtime_ms + downtime_ms },
    steps: askedAnew(run.steps),
    calls: run.calls.map(resumedCall),
    parts: addPart(run.parts, notice, event),
  };
}

function writtenAnew(step: StepState | undefined): { detail?: string } {
  if (step?.discarded !== true || step.text === "") return {};
  return { detail: `${step.text.length} characters of the answer are written anew` };
}

function resumedCall(call: ToolCallState): ToolCallState {
  if (call.status !== "running" || call.provider_executed === true) return call;
  const mayHaveActed = call.effect === "at_most_once" && call.reused_from === undefined;
  return { ...call, status: mayHaveActed ? "outcome_unknown" : "queued" };
}

/** A wait before the next try was cut off: that try is still to come. */
function askedAnew(steps: RunState["steps"]): RunState["steps"] {
  const last = steps.at(-1);
  if (last?.state !== "failed" || last.error?.retryable !== true || last.text !== "") return steps;
  return steps.with(-1, { ...last, discarded: true });
}

/** The newest answer was cut off and is asked anew: what the person saw of it makes room. */
export function discardLastStep(run: RunState, error: Failure): RunState {
  const last = run.steps.at(-1);
  if (last === undefined) return run;
  const calls = run.calls.filter((call) => !isOfOpenAnswer(call));
  const kept = new Set(calls.map(({ tool_call_id }) => tool_call_id));
  const step = { ...last, state: "failed", error, discarded: true } as const;
  return {
    ...run,
    calls,
    steps: run.steps.with(-1, step),
    citations: run.citations.filter(({ sequence }) => sequence < last.sequence),
    parts: run.parts.flatMap((part) => keptPart(part, last.sequence, kept)),
  };
}

/** Its model still writes it, or its provider still runs it. */
function isOfOpenAnswer({ status, provider_executed }: ToolCallState): boolean {
  return status === "writing" || (status === "running" && provider_executed === true);
}

/** Bundles and finished calls stay: a new version takes a bundle's place, and what was done was done. */
function keptPart(part: Part, from: number, calls: ReadonlySet<string>): readonly Part[] {
  switch (part.kind) {
    case "text":
    case "reasoning":
      return part.sequence > from ? [] : [part];
    case "tools": {
      const tool_call_ids = part.tool_call_ids.filter((id) => calls.has(id));
      return tool_call_ids.length === 0 ? [] : [{ ...part, tool_call_ids }];
    }
    default:
      return [part];
  }
}

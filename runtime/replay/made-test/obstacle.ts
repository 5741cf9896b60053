import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState, StepState, ToolCallState } from "#runtime/state/thread-state.ts";
import { isAsked } from "./questions.ts";

/** Outcomes that only time or a crash brings about. */
const UNREPEATABLE: ReadonlySet<string> = new Set([
  "timed_out",
  "expired",
  "lost",
  "outcome_unknown",
]);

/** Why a run would not go the same way with its model and its tools played back; undefined if it would. */
export function obstacle(run: RunState, steps: readonly StepState[]): string | undefined {
  if (!isTerminal(run.status)) return "The run is not over";
  if (steps.length === 0) return "No model was asked";
  return endObstacle(run, steps) ?? hookObstacle(run, steps) ?? callObstacle(run);
}

function endObstacle(run: RunState, steps: readonly StepState[]): string | undefined {
  const last = steps.at(-1);
  if (run.status === "timed_out" || run.status === "lost") return `The run ended as ${run.status}`;
  if (run.status === "failed" && last?.state !== "failed") {
    return `No answer of the model ended the run: ${run.error?.message ?? "it failed"}`;
  }
  if (run.status === "completed" && last?.state === "failed") {
    return "The last answer failed, and the run completed all the same";
  }
  return undefined;
}

function hookObstacle(run: RunState, steps: readonly StepState[]): string | undefined {
  const { objections = [], calls } = run;
  const wentOn = steps.slice(0, -1).some(({ tool_calls }) => tool_calls.length === 0);
  if (objections.length > 0 || wentOn) return "The run went on after the model was done";
  const changed = calls.find(({ changed_by }) => changed_by === "hook");
  return changed === undefined ? undefined : `A hook changed a call of ${changed.name}`;
}

function callObstacle(run: RunState): string | undefined {
  const isStopped = run.status === "cancelled";
  const odd = run.calls.find(({ status }) => {
    return UNREPEATABLE.has(status) || (status === "cancelled" && !isStopped);
  });
  if (odd !== undefined) return `A call of ${odd.name} ended as ${odd.status}`;
  return run.calls
    .map((call) => nameObstacle(run, call) ?? verdictObstacle(run, call))
    .find(isSaid);
}

/** Tools are offered again under their server's name. */
function nameObstacle({ tools }: RunState, { name }: ToolCallState): string | undefined {
  const tool = tools.find((each) => each.name === name);
  const server = tool?.source.replaceAll(/[^a-zA-Z0-9_-]/g, "_");
  if (tool === undefined || name.startsWith(`${server}__`)) return undefined;
  return `The tool ${name} does not have the name of its server`;
}

/** Rules that look into arguments cannot be told from their outcomes. */
function verdictObstacle(run: RunState, { name }: ToolCallState): string | undefined {
  const calls = run.calls.filter((call) => call.name === name);
  const denied = calls.filter((call) => call.status === "denied" && !isAsked(run, call));
  if (denied.length === 0 || denied.length === calls.length) return undefined;
  return `The tool ${name} was denied once and not always`;
}

function isSaid(why: string | undefined): why is string {
  return why !== undefined;
}

import type { EventDraft } from "#runtime/event/catalogue.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";

const MINUTE_MS = 60_000;

/** Says that a run has made no progress, and what it waits for. A run that waits for a person does not. */
export function quietFacts(run: RunState, ms: number): readonly EventDraft[] {
  if (isTerminal(run.status) || run.status === "waiting_permission") return [];
  const title = `Nothing has happened for ${Math.round(ms / MINUTE_MS)} min`;
  const detail = waitsFor(run);
  return [{ type: "run.status", payload: { status: "quiet", title, detail } }];
}

function waitsFor(run: RunState): string {
  const running = run.calls.filter(({ status }) => status === "running").map(({ name }) => name);
  if (running.length > 0) return `Waits for ${running.join(", ")}`;
  const { asking } = run.compaction ?? {};
  if (asking !== undefined) return `Waits for a summary by ${asking.provider}/${asking.model}`;
  const step = run.steps.at(-1);
  if (step?.state === "open") return `Waits for ${step.provider}/${step.model}`;
  return "Waits for the runtime itself";
}

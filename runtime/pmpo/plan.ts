import type { Failure } from "#runtime/event/shared.ts";
import type { ApprovalState, RunState, ToolCallState } from "#runtime/state/thread-state.ts";

/** Reads of one answer that run side by side at most. */
const PARALLEL_READS = 8;

/** What the loop does next. */
export type Step =
  | { readonly step: "call_model" }
  | { readonly step: "authorize"; readonly calls: readonly ToolCallState[] }
  | { readonly step: "refuse"; readonly call: ToolCallState; readonly approval: ApprovalState }
  | { readonly step: "run_tools"; readonly calls: readonly ToolCallState[] }
  | { readonly step: "wait"; readonly approval: ApprovalState }
  | { readonly step: "finish" }
  | { readonly step: "fail"; readonly error: Failure };

/**
 * PLAN: the next step, from the state alone, so that the same log always goes on the same way (R4).
 * Calls are taken in the order that the model asked for them.
 */
export function plan(run: RunState): Step {
  const problem = run.routing?.problem;
  if (problem !== undefined) return { step: "fail", error: problem };
  const last = run.steps.at(-1);
  if (last === undefined) return { step: "call_model" };
  if (last.state !== "completed") return { step: "fail", error: last.error ?? INTERRUPTED };
  return planCalls(run) ?? afterCalls(last.tool_calls.length);
}

function planCalls(run: RunState): Step | undefined {
  const open = run.calls.filter(isOpen);
  const unasked = open.filter((call) => call.verdict === undefined);
  if (unasked.length > 0) return { step: "authorize", calls: unasked };

  const first = open[0];
  if (first === undefined) return undefined;
  const approval = approvalOf(run, first);
  if (approval !== undefined && approval.decision === undefined) return { step: "wait", approval };
  if (approval !== undefined && !isAllowed(approval)) {
    return { step: "refuse", call: first, approval };
  }
  return { step: "run_tools", calls: batch(run, open) };
}

/** The calls that may run side by side: reads that wait for nobody. Anything else runs alone. */
function batch(run: RunState, open: readonly ToolCallState[]): readonly ToolCallState[] {
  const end = open.findIndex((call) => !isFreeRead(run, call));
  const reads = open.slice(0, end === -1 ? open.length : end);
  return reads.length === 0 ? open.slice(0, 1) : reads.slice(0, PARALLEL_READS);
}

function isFreeRead(run: RunState, call: ToolCallState): boolean {
  return call.verdict === "allow" && effectOf(run, call) === "read";
}

function effectOf(run: RunState, call: ToolCallState) {
  return run.tools.find((tool) => tool.name === call.name)?.effect;
}

function isOpen(call: ToolCallState): boolean {
  return call.status === "queued" || call.status === "waiting_approval";
}

function approvalOf(run: RunState, call: ToolCallState): ApprovalState | undefined {
  return run.approvals.find((approval) => approval.tool_call_id === call.tool_call_id);
}

function isAllowed(approval: ApprovalState): boolean {
  return approval.decision === "allow_once" || approval.decision === "allow_session";
}

function afterCalls(callsOfLastStep: number): Step {
  return callsOfLastStep > 0 ? { step: "call_model" } : { step: "finish" };
}

const INTERRUPTED: Failure = {
  code: "model_interrupted",
  message: "The model's answer broke off",
  hint: "Send the message again",
};

import type { RequestedCall } from "#runtime/event/model.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { Objection } from "#runtime/state/hook-state.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState, StepState, ToolCallState } from "#runtime/state/thread-state.ts";
import { isClientTool } from "#runtime/tool/client-tools.ts";

/** Reads of one answer that run side by side at most. */
const PARALLEL_READS = 8;
/** Answers of one run that hooks may object to before it fails. */
const MAX_OBJECTIONS = 3;

/** What the loop does next. */
export type Step =
  | { readonly step: "call_model" }
  | { readonly step: "compact" }
  | { readonly step: "authorize"; readonly calls: readonly ToolCallState[] }
  | { readonly step: "overrule"; readonly calls: readonly ToolCallState[]; readonly reason: string }
  | { readonly step: "refuse"; readonly call: ToolCallState; readonly approval: ApprovalState }
  | { readonly step: "run_tools"; readonly calls: readonly ToolCallState[] }
  | { readonly step: "wait"; readonly approval: ApprovalState }
  | { readonly step: "ask_outcome"; readonly call: ToolCallState }
  | { readonly step: "settle_outcome"; readonly call: ToolCallState; readonly isDone: boolean }
  | { readonly step: "abort"; readonly call: ToolCallState }
  | { readonly step: "finish" }
  | { readonly step: "fail"; readonly error: Failure };

/**
 * PLAN: the next step, from the state alone, so that the same log always goes on the same way (R4).
 * Calls are taken in the order that the model asked for them.
 */
export function plan(run: RunState): Step {
  const problem = problemOf(run);
  if (problem !== undefined) return { step: "fail", error: problem };
  if (run.kind === "compaction") return planCompaction(run);
  const last = run.steps.at(-1);
  if (last === undefined || last.discarded === true) return { step: "call_model" };
  if (last.state !== "completed") return planRefused(run, last);
  const objection = run.objections?.findLast(({ step_id }) => step_id === last.step_id);
  const isAsked = last.tool_calls.length > 0 && !last.tool_calls.some(isHandedOver(run));
  return planCalls(run, objection) ?? afterCalls(isAsked || objection !== undefined);
}

/** A call that the client makes now: what comes of it comes with a later turn, and this run is over. */
function isHandedOver({ tools, calls }: RunState) {
  const names = new Set(tools.filter(isClientTool).map(({ name }) => name));
  const handed = calls.filter(({ name, status }) => names.has(name) && status === "done");
  const ids = new Set(handed.map(({ tool_call_id }) => tool_call_id));
  return ({ tool_call_id }: RequestedCall): boolean => ids.has(tool_call_id);
}

/** A model that refuses a request as too long is asked once more, behind a summary; any other failure stays. */
function planRefused({ steps, compaction }: RunState, last: StepState): Step {
  const { error = INTERRUPTED } = last;
  const refused = steps.filter((step) => step.error?.code === TOO_LONG);
  const isFinal = error.code !== TOO_LONG || last.text !== "" || refused.length > 1;
  if (isFinal) return { step: "fail", error };
  if (compaction === undefined || compaction.sequence < last.sequence) return { step: "compact" };
  if (compaction.state === "completed") return { step: "call_model" };
  return compaction.error?.code === "interrupted" ? { step: "compact" } : { step: "fail", error };
}

const TOO_LONG = "context_length";

/** A run that only summarises. A try that a restart cut off is made anew. */
function planCompaction({ compaction }: RunState): Step {
  if (compaction?.state === "completed") return { step: "finish" };
  const { error } = compaction ?? {};
  if (error === undefined || error.code === "interrupted") return { step: "compact" };
  return { step: "fail", error };
}

function problemOf(run: RunState): Failure | undefined {
  return run.prompt?.refused ?? run.routing?.problem ?? tooManyObjections(run);
}

/** A model that cannot be put right is not asked for ever. What it was told before a fork does not count. */
function tooManyObjections(run: RunState): Failure | undefined {
  const { objections = [], steps, forked_from } = run;
  const own = steps.filter(({ sequence }) => sequence > (forked_from?.sequence ?? 0));
  const ids = new Set(own.map(({ step_id }) => step_id));
  const answers = objections.filter(
    ({ point, step_id }) => point === "post_sampling" && ids.has(step_id),
  );
  const last = answers.at(-1);
  if (last === undefined || answers.length <= MAX_OBJECTIONS) return undefined;
  const message = `Hooks objected to ${answers.length} answers of the model, to the last one: ${last.reason}`;
  return { code: "blocked_by_hook", message };
}

function planCalls(run: RunState, objection: Objection | undefined): Step | undefined {
  const open = run.calls.filter(isOpen);
  if (objection?.point === "post_sampling" && open.length > 0) {
    return { step: "overrule", calls: open, reason: objection.reason };
  }
  const unasked = open.filter((call) => isUnasked(run, call));
  if (unasked.length > 0) return { step: "authorize", calls: unasked };

  const first = open[0];
  if (first === undefined) return undefined;
  if (first.status === "outcome_unknown") return planOutcome(run, first);
  const approval = approvalOf(run, first);
  if (approval !== undefined && approval.decision === undefined) return { step: "wait", approval };
  if (approval !== undefined && !isAllowed(approval)) {
    return { step: "refuse", call: first, approval };
  }
  return { step: "run_tools", calls: batch(run, open) };
}

/** A gate that did not say yes has asked a person, or a crash cut it off before: then it is asked anew. */
function isUnasked(run: RunState, call: ToolCallState): boolean {
  return call.verdict !== "allow" && approvalOf(run, call) === undefined;
}

/** Only a person says what became of a call that the server left in its midst (R5). */
function planOutcome(run: RunState, call: ToolCallState): Step {
  const approval = run.approvals.findLast(
    ({ tool_call_id, about }) => tool_call_id === call.tool_call_id && about === "outcome_unknown",
  );
  if (approval === undefined) return { step: "ask_outcome", call };
  switch (approval.decision) {
    case undefined:
      return { step: "wait", approval };
    case "mark_done":
    case "mark_failed":
      return { step: "settle_outcome", call, isDone: approval.decision === "mark_done" };
    case "abort":
      return { step: "abort", call };
    default: // It was made again, and cut off again; or nobody answered.
      return { step: "ask_outcome", call };
  }
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
  return ["queued", "waiting_approval", "outcome_unknown"].includes(call.status);
}

function approvalOf(run: RunState, call: ToolCallState): ApprovalState | undefined {
  return run.approvals.find(
    ({ tool_call_id, about }) => tool_call_id === call.tool_call_id && about === undefined,
  );
}

function isAllowed(approval: ApprovalState): boolean {
  return approval.decision?.startsWith("allow_") === true;
}

function afterCalls(goesOn: boolean): Step {
  return goesOn ? { step: "call_model" } : { step: "finish" };
}

const INTERRUPTED: Failure = {
  code: "model_interrupted",
  message: "The model's answer broke off",
  hint: "Send the message again",
};

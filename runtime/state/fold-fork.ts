import type { EventOf } from "#runtime/event/catalogue.ts";
import type { Failure } from "#runtime/event/shared.ts";
import type { ForkedRun } from "./forked-run.ts";
import { addUsage } from "./add-usage.ts";
import { discardLastStep } from "./fold-recovery.ts";
import { isSameInput } from "./turn-input.ts";
import { closeLast } from "./parts.ts";
import { isTerminal } from "./run-queries.ts";
import type { CostState } from "./cost-state.ts";
import type { RunState, ThreadState, ToolCallState } from "./thread-state.ts";

/**
 * A branch begins. What its origin had done stands as it was; whatever was not at its end there is put
 * aside, since it goes on there and not here. An import holds both in one thread: there only `refs` tell
 * which thread it was that this one left.
 */
export function foldForked(state: ThreadState, event: EventOf<"thread.started">): ThreadState {
  const { forked_from, spawned_by } = event.payload;
  if (spawned_by !== undefined) return { ...state, spawned_by };
  if (forked_from === undefined && event.refs?.["forked_from"] === undefined) return state;
  const { hidden: _, active_thread_id: __, ...kept } = state;
  return {
    ...kept,
    ...(forked_from !== undefined && { forked_from }),
    turns: state.turns.filter(({ run }) => isTerminal(run.status)),
    aside: state.turns.filter(({ run }) => !isTerminal(run.status)),
    queue: [],
  };
}

/**
 * The run of a new turn that goes on from the midst of another: it begins with all that the other one had
 * done by then. What was under way there begins anew here: an answer in its midst, a call without a
 * result, a question that was open. Nothing of it is counted against the new run's budgets.
 */
export function adoptRun(
  fresh: RunState,
  { aside = [] }: Pick<ThreadState, "aside">,
  event: EventOf<"turn.submitted">,
): RunState {
  const { forked_from } = event.payload;
  if (forked_from === undefined) return fresh;
  const cut = aside.find(({ run_id }) => run_id === forked_from.run_id);
  if (cut === undefined) return { ...fresh, forked_from: forkedRun(fresh, event) };

  const origin = withoutOpenStep(cut.run);
  const ended = new Set(origin.calls.filter(hasEnded).map(({ tool_call_id }) => tool_call_id));
  const approvals = origin.approvals.filter(({ tool_call_id }) => ended.has(tool_call_id));
  const asked = new Set(approvals.map(({ action_id }) => action_id));
  const parts = origin.parts.filter(
    (part) => part.kind !== "approval" || asked.has(part.action_id),
  );
  const isSameQuestion = isSameInput(cut, event.payload.input);
  const { agent = origin.agent } = event.payload.options;
  return {
    ...fresh,
    forked_from: forkedRun(origin, event),
    pass: origin.pass,
    parts: closeLast(parts, event),
    steps: origin.steps,
    calls: origin.calls.map((call) => adoptCall(call, event)),
    approvals,
    citations: origin.citations,
    artifacts: origin.artifacts,
    tools: origin.tools,
    ...(origin.objections !== undefined && { objections: origin.objections }),
    ...(isSameQuestion && promptOf(origin)),
    ...(isSameQuestion && agent === origin.agent && instructionsOf(origin)),
  };
}

/** The instructions hold for the same question to the same agent. */
/** What hooks made of the question; one that they refused is put before them anew. */
function promptOf({ prompt }: RunState): Pick<RunState, "prompt"> {
  return prompt === undefined || prompt.refused !== undefined ? {} : { prompt };
}

function instructionsOf({ system_prompt, context }: RunState) {
  return context === undefined ? {} : { system_prompt, context };
}

function forkedRun(origin: RunState, event: EventOf<"turn.submitted">): ForkedRun {
  const { forked_from, changes, effects = "ask" } = event.payload;
  const before = origin.forked_from;
  const { run_id, sequence } = forked_from ?? { run_id: origin.run_id, sequence: event.sequence };
  const cost = addCost(before?.reused.cost, origin.cost);
  return {
    run_id,
    sequence,
    effects,
    ...(changes !== undefined && { changes }),
    first_sequence: before?.first_sequence ?? origin.first_sequence,
    run_ids: [...(before?.run_ids ?? []), run_id],
    reused: {
      model_steps: origin.steps.filter(({ state }) => state === "completed").length,
      tool_results: origin.calls.filter(hasEnded).length,
      usage: addUsage(before?.reused.usage ?? {}, origin.usage),
      ...(cost !== undefined && { cost }),
    },
  };
}

function addCost(left: CostState | undefined, right: CostState | undefined): CostState | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return {
    amount: left.amount + right.amount,
    answers: left.answers + right.answers,
    unpriced: left.unpriced + right.unpriced,
  };
}

/** An answer that was cut off, or did not come, is asked for anew. */
function withoutOpenStep(run: RunState): RunState {
  const last = run.steps.at(-1);
  if (last === undefined || last.state === "completed" || last.discarded === true) return run;
  return discardLastStep(run, last.error ?? LEFT_BEFORE_ITS_END);
}

const LEFT_BEFORE_ITS_END: Failure = {
  code: "interrupted",
  message: "The fork left before the answer was complete",
};

function hasEnded({ output, error }: ToolCallState): boolean {
  return output !== undefined || error !== undefined;
}

function adoptCall(call: ToolCallState, { payload }: EventOf<"turn.submitted">): ToolCallState {
  if (!hasEnded(call)) return plannedAnew(call);
  const { cancel: _, ...ended } = call;
  const changed = payload.changes?.tool_result;
  if (changed?.tool_call_id !== call.tool_call_id) return ended;
  const { error: __, ...given } = ended;
  const output = { content: changed.content };
  return { ...given, status: "done", output, result_changed_by: "fork" };
}

/** The words of the model, and of whoever changed them; what came of them was the other run's. */
function plannedAnew(call: ToolCallState): ToolCallState {
  const { tool_call_id, name, sequence, arguments_text, changed_by } = call;
  const changed = changed_by !== undefined && { changed_by };
  return { tool_call_id, name, status: "queued", sequence, arguments_text, ...changed };
}

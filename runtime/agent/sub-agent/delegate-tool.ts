import type { Json } from "#runtime/event/shared.ts";
import type { Clock } from "#runtime/services.ts";
import type { EventSink } from "#runtime/sink.ts";
import { findRun } from "#runtime/state/run-queries.ts";
import { isOpenSubagent, type SubagentState } from "#runtime/state/subagent-state.ts";
import { STOP_PATIENCE_MS } from "#runtime/tool/execute.ts";
import { type Tool, type ToolContext, ToolError } from "#runtime/tool/tool.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import type { Agent } from "#runtime/agent/agent.ts";
import { DELEGATES, delegateName } from "./delegate-name.ts";
import { SubagentError, type Subagents } from "./subagents.ts";

/** The child has a budget of its own, and may wait for a person; this is only so that no call lasts for ever. */
const TIMEOUT_MS = 24 * 60 * 60_000;
const MAX_OBJECTIVE_CHARS = 20_000;

/** What a run hands its tasks over with. */
export interface Delegating {
  readonly run_id: string;
  readonly sink: EventSink;
  readonly subagents: Subagents;
  readonly clock: Pick<Clock, "sleep">;
}

/**
 * The tool that hands a task to an agent and waits for its answer. Cut off by a restart, the call goes on
 * to wait for the same child.
 */
export function delegateTool(agent: Agent, run: Delegating): Tool {
  return {
    name: delegateName(agent.id),
    title: `Ask ${agent.id}`,
    description: [
      `Hands a task to the agent "${agent.id}" and answers with its result.`,
      agent.description,
      "It sees nothing of this conversation: put all that it needs into the objective.",
    ]
      .filter((line) => line !== "")
      .join(" "),
    source: DELEGATES,
    effect: "idempotent",
    input_schema: {
      type: "object",
      properties: {
        objective: {
          type: "string",
          minLength: 1,
          maxLength: MAX_OBJECTIVE_CHARS,
          description: "What it is to do, and what it is to answer with",
        },
      },
      required: ["objective"],
      additionalProperties: false,
    },
    timeout_ms: TIMEOUT_MS,
    run: (args, context) => hand(agent.id, args, context, run),
  };
}

async function hand(
  agent: string,
  { objective = "" }: Record<string, Json>,
  context: ToolContext,
  run: Delegating,
): Promise<ToolOutput> {
  const { subagents, sink, run_id } = run;
  const { tool_call_id, signal } = context;
  const named = tool_call_id !== undefined && { tool_call_id };
  if (typeof objective !== "string") throw new ToolError("The objective is no text");
  const order = { run_id, agent, objective, ...named };
  const child = await subagents.spawn(order).catch((cause: unknown) => {
    if (cause instanceof SubagentError) throw new ToolError(cause.message, undefined, { cause });
    throw cause;
  });
  context.progress({ message: `${agent} is at work` });
  try {
    return answerOf(await ended(child, run, signal));
  } catch (cause) {
    if (!signal.aborted || !(await isStopped(sink, run_id, context))) throw cause;
    return answerOf(await stopChild(child, run));
  }
}

/** Waits for the end that the parent's log tells. */
async function ended(
  { subagent_id }: SubagentState,
  { sink, run_id }: Delegating,
  signal: AbortSignal,
): Promise<SubagentState> {
  const find = (run: ReturnType<typeof findRun>) =>
    run?.subagents?.find((child) => child.subagent_id === subagent_id && !isOpenSubagent(child));
  const state = await sink.until((known) => find(findRun(known, run_id)) !== undefined, signal);
  const child = find(findRun(state, run_id));
  if (child === undefined) throw new Error(`The log tells no end of "${subagent_id}"`);
  return child;
}

/** A server that stops leaves the child as it is: it goes on with its parent. */
async function isStopped(
  sink: EventSink,
  run_id: string,
  { signal, tool_call_id }: ToolContext,
): Promise<boolean> {
  if (signal.reason instanceof DOMException && signal.reason.name === "TimeoutError") return true;
  const run = findRun(await sink.state(), run_id);
  const call = run?.calls.find((known) => known.tool_call_id === tool_call_id);
  return run?.cancel !== undefined || call?.cancel !== undefined;
}

async function stopChild(child: SubagentState, run: Delegating): Promise<SubagentState> {
  const patience = new AbortController();
  await run.subagents.stop(child, "Its parent stopped it");
  void run.clock.sleep(STOP_PATIENCE_MS, patience.signal).then(
    () => patience.abort(new Error("The child agent did not end when it was told to")),
    () => {}, // It ended.
  );
  try {
    return await ended(child, run, patience.signal);
  } finally {
    patience.abort();
  }
}

/** The child's answer for the model. Throws ToolError with its own words where it has none. */
function answerOf(child: SubagentState): ToolOutput {
  const { status, result = "", error, agent, subagent_id, child_run_id } = child;
  if (status !== "completed") {
    throw new ToolError(`${agent} ended without a result: ${error?.message ?? status}`);
  }
  const content = result === "" ? `${agent} ended and said nothing` : result;
  return {
    content,
    details: { subagent_id, ...(child_run_id !== undefined && { run_id: child_run_id }) },
  };
}

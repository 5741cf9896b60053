import type { Decision } from "#runtime/event/action.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure, Json } from "#runtime/event/shared.ts";
import type { ToolFailureReason } from "#runtime/event/tool.ts";
import { judgeInFork } from "#runtime/fork/fork-gate.ts";
import { RecordedResults, type TakenCall } from "#runtime/fork/recorded-calls.ts";
import { evaluatePermission, type PermissionAnswer } from "#runtime/permission/evaluate.ts";
import { withSourced } from "#runtime/permission/policy.ts";
import type { SourcedRule } from "#runtime/permission/rule.ts";
import { runFacts } from "#runtime/permission/run-facts.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { ApprovalState } from "#runtime/state/approval-state.ts";
import type { RunState, ThreadState, ToolCallState } from "#runtime/state/thread-state.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { APPROVAL_EXPIRY_MS } from "./await-decision.ts";
import type { Drafts } from "./drafts.ts";
import type { Hooked } from "./hook-subject.ts";
import type { LoopServices } from "./services.ts";
import { beforeQuestion, beforeTool } from "./tool-hooks.ts";

interface Authorizing extends Hooked {
  readonly thread: ThreadState;
  readonly context: Pick<RunContext, "recorded">;
}

/**
 * Puts calls before the permission gate: checks that each tool exists and that its arguments fit,
 * shows it to the hooks, then writes what the gate said and, where it said ask, the question to the
 * person. Hooks are asked one by one, in the order of the calls (R4). A call whose result a fork takes
 * from its origin is shown to nobody: nothing will run.
 */
export async function* authorizeAll(calls: readonly ToolCallState[], pass: Authorizing): Drafts {
  const recorded = new RecordedResults(pass.run, pass.context.recorded ?? []);
  const drafts: EventDraft[] = [];
  for (const call of calls) {
    const known = await recorded.take(call);
    drafts.push(...(known === undefined ? yield* authorize(call, pass) : reuse(call, known, pass)));
  }
  yield drafts;
}

/** The recorded result stands for the call. */
function reuse(
  { tool_call_id, name: tool }: ToolCallState,
  recorded: TakenCall,
  { run }: { readonly run: RunState },
): readonly EventDraft[] {
  const run_id = run.forked_from?.run_id ?? run.run_id;
  const payload = {
    tool,
    verdict: "allow",
    rule: `recorded in the run ${run_id}`,
    source: "fork",
    arguments_hash: recorded.hash,
    reused_from: { run_id, tool_call_id: recorded.tool_call_id },
  } as const;
  return [{ type: "permission.evaluated", tool_call_id, payload }];
}

async function* authorize(
  call: ToolCallState,
  pass: Authorizing,
): AsyncGenerator<readonly EventDraft[], readonly EventDraft[], undefined> {
  const { services, run } = pass;
  const { tool_call_id, name } = call;
  const isGiven = run.tools.some((known) => known.name === name);
  // A model may name any tool: what its agent was not given is none of its tools, whatever the gate says.
  const tool = isGiven ? services.toolbox.get(name) : undefined;
  if (tool === undefined) return [refusal(call, "unknown_tool", unknownTool(name))];

  const asked = parseArguments(tool, call.arguments_text);
  if (!asked.ok) return [refusal(call, "invalid_arguments", asked.error)];
  const { changed, rules } = yield* beforeTool(call, tool, asked.args, pass);
  const parsed = changed === undefined ? asked : parseArguments(tool, JSON.stringify(changed));
  if (!parsed.ok) return [refusal(call, "invalid_arguments", parsed.error)];

  const { args } = parsed;
  const answer = yield* judge(call, tool, { args, rules }, pass);
  const { verdict, rule, source, mode } = answer;
  const arguments_hash = await canonicalHash(args);
  const evaluated: EventDraft = {
    type: "permission.evaluated",
    tool_call_id,
    payload: { tool: name, verdict, rule, source, ...(mode && { mode }), arguments_hash },
  };
  if (verdict === "allow") return [evaluated];
  if (verdict === "deny") return [evaluated, refusal(call, "denied", deniedByRule(name, rule))];
  return [evaluated, ...question(call, tool, args, { ...answer, arguments_hash }, services)];
}

/** Puts a call before the gate, and, where it asks, before the hooks that may answer for the person. */
async function* judge(
  call: ToolCallState,
  tool: Tool,
  { args, rules }: { args: Record<string, Json>; rules: readonly SourcedRule[] },
  pass: Authorizing,
): AsyncGenerator<readonly EventDraft[], PermissionAnswer, undefined> {
  const policy = pass.services.policy();
  const facts = runFacts(pass.run, pass.thread.allowances);
  const say = (more: readonly SourcedRule[]) => {
    const judged = withSourced(policy, more);
    return judgeInFork(evaluatePermission(tool, args, judged, facts), tool, pass.run);
  };
  const answer = say(rules);
  if (answer.verdict !== "ask") return answer;
  const said = yield* beforeQuestion(call, tool, { args, rule: answer.rule }, pass);
  return said.length === 0 ? answer : say([...rules, ...said]);
}

/** The end of a call that never ran. */
export function refusal(
  call: ToolCallState,
  reason: ToolFailureReason,
  error: Failure,
): EventDraft {
  const { tool_call_id, name } = call;
  return { type: "tool.failed", tool_call_id, payload: { name, reason, error } };
}

/** The end of a call that a person, or the clock in their place, turned down. */
export function denial(call: ToolCallState, approval: ApprovalState): EventDraft {
  const { decision, reason } = approval;
  if (decision === "expired") {
    const message = `Nobody allowed ${call.name} in time`;
    return refusal(call, "expired", { code: "expired", message });
  }
  const because = reason === undefined || reason === "" ? "" : `: ${reason}`;
  const message = `The person did not allow ${call.name}${because}`;
  return refusal(call, "denied", { code: "denied", message });
}

/** The end of a call that a hook wants not to be made, with the answer that asks for it. */
export function overruled(call: ToolCallState, reason: string): EventDraft {
  return refusal(call, "denied", {
    code: "denied",
    message: `${call.name} was not made: ${reason}`,
  });
}

function question(
  call: ToolCallState,
  tool: Tool,
  args: Record<string, Json>,
  { rule, source, canRemember, arguments_hash }: PermissionAnswer & { arguments_hash: string },
  { clock, ids }: LoopServices,
): readonly EventDraft[] {
  const { tool_call_id } = call;
  const action_id = ids.next("act");
  const expires_at = new Date(Date.parse(clock.now()) + APPROVAL_EXPIRY_MS).toISOString();
  return [
    {
      type: "permission.requested",
      tool_call_id,
      action_id,
      payload: { tool: tool.name, arguments_hash, rule, source },
    },
    {
      type: "action.required",
      tool_call_id,
      action_id,
      payload: {
        action_type: "tool_approval",
        tool: tool.name,
        arguments: args,
        arguments_hash,
        prompt: tool.description,
        rule,
        decisions: canRemember ? FOR_LONGER : ["allow_once", "deny"],
        expires_at,
      },
    },
  ];
}

const FOR_LONGER: Decision[] = ["allow_once", "allow_session", "allow_always", "deny"];

function unknownTool(name: string): Failure {
  return {
    code: "unknown_tool",
    message: `There is no tool called "${name}"`,
    hint: "Use a tool from the list that came with the request",
  };
}

function deniedByRule(name: string, rule: string): Failure {
  return { code: "denied", message: `The rule "${rule}" does not allow ${name}` };
}

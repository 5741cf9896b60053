import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Failure, Json } from "#runtime/event/shared.ts";
import type { ToolFailureReason } from "#runtime/event/tool.ts";
import type { ApprovalState, ToolCallState } from "#runtime/state/thread-state.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { canonicalHash } from "#runtime/tool/canonical-hash.ts";
import { evaluatePermission, type PermissionAnswer } from "#runtime/tool/permission.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { LoopServices } from "./services.ts";

/** A person who does not answer within this time is taken as a no. */
const APPROVAL_EXPIRY_MS = 60 * 60_000;

/**
 * Puts calls before the permission gate: checks that each tool exists and that its arguments fit,
 * then writes what the gate said and, where it said ask, the question to the person.
 */
export async function authorizeAll(
  calls: readonly ToolCallState[],
  allowances: readonly string[],
  services: LoopServices,
): Promise<readonly EventDraft[]> {
  const drafts = await Promise.all(calls.map((call) => authorize(call, allowances, services)));
  return drafts.flat();
}

async function authorize(
  call: ToolCallState,
  allowances: readonly string[],
  services: LoopServices,
): Promise<readonly EventDraft[]> {
  const { tool_call_id, name } = call;
  const tool = services.toolbox.get(name);
  if (tool === undefined) return [refusal(call, "unknown_tool", unknownTool(name))];

  const parsed = parseArguments(tool, call.arguments_text);
  if (!parsed.ok) return [refusal(call, "invalid_arguments", parsed.error)];

  const answer = evaluatePermission(tool, parsed.args, services.policy, allowances);
  const { verdict, rule } = answer;
  const evaluated: EventDraft = {
    type: "permission.evaluated",
    tool_call_id,
    payload: { tool: name, verdict, rule },
  };
  if (verdict === "allow") return [evaluated];
  if (verdict === "deny") return [evaluated, refusal(call, "denied", deniedByRule(name, rule))];
  return [evaluated, ...(await question(call, tool, parsed.args, answer, services))];
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

async function question(
  call: ToolCallState,
  tool: Tool,
  args: Record<string, Json>,
  { rule, canRemember }: PermissionAnswer,
  { clock, ids }: LoopServices,
): Promise<readonly EventDraft[]> {
  const { tool_call_id } = call;
  const action_id = ids.next("act");
  const arguments_hash = await canonicalHash(args);
  const expires_at = new Date(Date.parse(clock.now()) + APPROVAL_EXPIRY_MS).toISOString();
  return [
    {
      type: "permission.requested",
      tool_call_id,
      action_id,
      payload: { tool: tool.name, arguments_hash, rule },
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
        decisions: canRemember ? ["allow_once", "allow_session", "deny"] : ["allow_once", "deny"],
        expires_at,
      },
    },
  ];
}

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

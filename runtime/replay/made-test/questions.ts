import type { Decision } from "#runtime/event/action.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { PermissionRule } from "#runtime/permission/rule.ts";
import type { RunState, ToolCallState } from "#runtime/state/thread-state.ts";

/** What a person answered to a question, and what they put in the place of the arguments. */
export interface TestDecision {
  readonly tool: string;
  readonly decision: Decision;
  readonly reason?: string;
  readonly arguments?: Json;
}

interface Questions {
  readonly rules: readonly PermissionRule[];
  readonly decisions: readonly TestDecision[];
}

/** Calls that never came before the gate. */
const UNASKED: ReadonlySet<string> = new Set([
  "writing",
  "queued",
  "invalid_arguments",
  "unknown_tool",
]);

/**
 * The rules under which a fresh server asks what was asked in a run, and what people answered. The
 * default mode runs tools that read and asks before others; the rules say where it went otherwise.
 */
export function questionsOf(run: RunState): Questions {
  const judged = run.calls.filter((call) => {
    return !UNASKED.has(call.status) && call.provider_executed !== true;
  });
  const names = [...new Set(judged.map(({ name }) => name))];
  const gates = new Map(names.map((name) => [name, gateOf(run, judged, name)]));
  const rules = [...gates.values()].flatMap(({ rule }) => rule ?? []);
  const allowed = new Set<string>();
  const decisions = judged.flatMap((call): readonly TestDecision[] => {
    const { asks, counts } = gates.get(call.name) ?? {};
    if (asks !== true || allowed.has(call.name)) return [];
    const given = decisionOn(run, call);
    if (counts === true && /^allow_(session|always)$/.test(given?.decision ?? "")) {
      allowed.add(call.name);
    }
    return given === undefined ? [] : [given];
  });
  return { rules, decisions };
}

interface Gate {
  readonly rule?: PermissionRule;
  /** Whether calls of the tool are asked about. */
  readonly asks: boolean;
  /** Whether an answer for the whole session answers further questions too. */
  readonly counts?: boolean;
}

function gateOf(run: RunState, judged: readonly ToolCallState[], name: string): Gate {
  const calls = judged.filter((call) => call.name === name);
  const reads = run.tools.find((tool) => tool.name === name)?.effect === "read";
  const rule = (verdict: PermissionRule["verdict"]) => ({ rule: { match: name, verdict } });
  if (calls.some((call) => isAsked(run, call))) {
    return reads ? { ...rule("ask"), asks: true } : { asks: true, counts: true };
  }
  if (calls.some(({ status }) => status === "denied")) return { ...rule("deny"), asks: false };
  return reads ? { asks: false } : { ...rule("allow"), asks: false };
}

/** Whether a person was asked if a call may run. */
export function isAsked({ approvals }: RunState, { tool_call_id }: ToolCallState): boolean {
  return approvals.some((each) => each.tool_call_id === tool_call_id && each.about === undefined);
}

/** What was said to a call; one that ran without a question is allowed. */
function decisionOn({ approvals }: RunState, call: ToolCallState): TestDecision | undefined {
  const { name: tool, tool_call_id } = call;
  const approval = approvals.find(
    (each) => each.tool_call_id === tool_call_id && each.about !== "question",
  );
  if (approval === undefined) return { tool, decision: "allow_once" };
  const { decision, reason, edited } = approval;
  if (decision === undefined || decision === "expired") return undefined;
  if (decision === "cancelled" || decision === "lost") return undefined;
  return {
    tool,
    decision,
    ...(reason !== undefined && { reason }),
    ...(edited !== undefined && { arguments: edited.after }),
  };
}

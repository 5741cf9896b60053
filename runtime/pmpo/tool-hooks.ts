import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import { hooksAt, type Hook, type HookAnswer } from "#runtime/hook/hook.ts";
import { runHook } from "#runtime/hook/run-hook.ts";
import type { SourcedRule } from "#runtime/permission/rule.ts";
import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { matchesGlob } from "#runtime/tool/glob.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { Drafts } from "./drafts.ts";
import { aboutRun, hookServices, isRefused, type Hooked } from "./hook-subject.ts";

/** What the hooks before a call made of it. */
export interface HookedCall {
  /** Arguments in place of the model's; absent, those stay. */
  readonly changed?: Record<string, Json>;
  /** What the hooks say goes before the gate as rules about this one tool. */
  readonly rules: readonly SourcedRule[];
}

/**
 * Shows a call to the hooks before it is judged, each as the one before it left it. A hook speaks
 * as a rule does: its no counts at once, its yes only where the mode would ask.
 */
export async function* beforeTool(
  call: ToolCallState,
  tool: Tool,
  args: Record<string, Json>,
  pass: Hooked,
): AsyncGenerator<readonly EventDraft[], HookedCall, undefined> {
  let changed: Record<string, Json> | undefined;
  const rules: SourcedRule[] = [];
  for (const hook of hooksFor("pre_tool_use", tool.name, pass)) {
    const subject = { ...aboutInput(call, tool, pass), tool_input: changed ?? args };
    const answer = yield* runHook(hook, subject, hookServices(pass));
    rules.push(...asRules(hook.name, tool.name, answer));
    if (isRefused(answer.decision)) break;
    changed = answer.updated_input ?? changed;
  }
  return changed === undefined ? { rules } : { rules, changed };
}

/**
 * Asks the hooks before a person is asked. What they say are rules about this one tool, too: a yes does
 * not answer for a rule that asks.
 */
export async function* beforeQuestion(
  call: ToolCallState,
  tool: Tool,
  { args, rule }: { readonly args: Record<string, Json>; readonly rule: string },
  pass: Hooked,
): AsyncGenerator<readonly EventDraft[], readonly SourcedRule[], undefined> {
  for (const hook of hooksFor("permission_request", tool.name, pass)) {
    const subject = { ...aboutInput(call, tool, pass), tool_input: args, rule };
    const answer = yield* runHook(hook, subject, hookServices(pass));
    if (answer.decision === "continue" || answer.decision === "ask") continue;
    return asRules(hook.name, tool.name, answer);
  }
  return [];
}

function asRules(hook: string, match: string, { decision, reason }: HookAnswer): SourcedRule[] {
  if (decision === "continue") return [];
  const verdict = isRefused(decision) ? "deny" : decision === "allow" ? "allow" : "ask";
  const label = reason === undefined || reason === "" ? hook : `${hook}: ${reason}`;
  return [{ match, verdict, source: "hook", label }];
}

/** Passes the tools' events on, and shows each end to the hooks once it is in the log; not where nothing ran. */
export async function* afterTools(work: Drafts, pass: Hooked): Drafts {
  for await (const drafts of work) {
    yield drafts;
    for (const draft of drafts) yield* afterTool(draft, pass);
  }
}

async function* afterTool(draft: EventDraft, pass: Hooked): Drafts {
  if (draft.type !== "tool.result" && draft.type !== "tool.failed") return;
  if ("reused_from" in draft.payload) return;
  const call = pass.run.calls.find(({ tool_call_id }) => tool_call_id === draft.tool_call_id);
  if (call === undefined) return;
  const end = draft.type === "tool.result" ? { output: draft.payload.output } : draft.payload;
  yield* showEnd({ ...call, ...end }, pass);
}

/** The calls of the newest answer whose ends were cut off on their way to the hooks by a restart. */
export function unseenEnds(pass: Hooked): readonly ToolCallState[] {
  const { run } = pass;
  const asked = run.steps.at(-1)?.tool_calls.map(({ tool_call_id }) => tool_call_id) ?? [];
  return run.calls.filter((call) => {
    const hasRun = call.started_at !== undefined && call.reused_from === undefined;
    const isOfTools = hasRun && call.provider_executed !== true;
    return isOfTools && asked.includes(call.tool_call_id) && unseenBy(call, pass).length > 0;
  });
}

/** Shows how a call ended to the hooks that have not seen it, each as the one before it left it. */
export async function* showEnd(call: ToolCallState, pass: Hooked): Drafts {
  let output = call.output?.content;
  for (const hook of unseenBy(call, pass)) {
    const said =
      output === undefined ? { tool_error: call.error?.message ?? "" } : { tool_output: output };
    const subject = { ...aboutRun(pass), ...aboutCall(call), ...said };
    const answer = yield* runHook(hook, subject, hookServices(pass));
    if (output !== undefined) output = answer.updated_output ?? output;
  }
}

function unseenBy({ name, output, error, hooks = [] }: ToolCallState, pass: Hooked) {
  if (output === undefined && error === undefined) return [];
  const point = output === undefined ? "post_tool_failure" : "post_tool_use";
  return hooksFor(point, name, pass).filter((hook) => !hooks.includes(hook.name));
}

function hooksFor(point: Hook["point"], tool: string, { services }: Hooked): readonly Hook[] {
  return hooksAt(services.hooks, point, (match) => matchesGlob(match, tool));
}

function aboutInput(call: ToolCallState, { effect }: Tool, pass: Hooked) {
  return { ...aboutRun(pass), ...aboutCall(call), tool_effect: effect };
}

function aboutCall({ tool_call_id, name }: ToolCallState) {
  return { tool_call_id, tool_name: name };
}

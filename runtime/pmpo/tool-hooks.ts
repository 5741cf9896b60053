import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import { hooksAt, type HookAnswer } from "#runtime/hook/hook.ts";
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
  const hooks = hooksAt(pass.services.hooks, "pre_tool_use", (match) =>
    matchesGlob(match, tool.name),
  );
  for (const hook of hooks) {
    const subject = {
      ...aboutRun(pass),
      ...aboutCall(call),
      tool_effect: tool.effect,
      tool_input: changed ?? args,
    };
    const answer = yield* runHook(hook, subject, hookServices(pass));
    rules.push(...asRules(hook.name, tool.name, answer));
    if (isRefused(answer.decision)) break;
    changed = answer.updated_input ?? changed;
  }
  return changed === undefined ? { rules } : { rules, changed };
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
  const { name } = draft.payload;
  const isResult = draft.type === "tool.result";
  const point = isResult ? "post_tool_use" : "post_tool_failure";
  const call = pass.run.calls.find(({ tool_call_id }) => tool_call_id === draft.tool_call_id);
  if (call === undefined) return;
  let output = isResult ? draft.payload.output.content : "";
  for (const hook of hooksAt(pass.services.hooks, point, (match) => matchesGlob(match, name))) {
    const said = isResult ? { tool_output: output } : { tool_error: draft.payload.error.message };
    const subject = { ...aboutRun(pass), ...aboutCall(call), ...said };
    const answer = yield* runHook(hook, subject, hookServices(pass));
    output = answer.updated_output ?? output;
  }
}

function aboutCall({ tool_call_id, name }: ToolCallState) {
  return { tool_call_id, tool_name: name };
}

import { keyed } from "lit/directives/keyed.js";
import { html, nothing, type TemplateResult } from "lit/html.js";

import { tailLines } from "#runtime/state/output-tail.ts";
import type { SubagentState } from "#runtime/state/subagent-state.ts";
import type { Part, ToolCallState } from "#runtime/state/thread-state.ts";
import { partFrame } from "./part-frame.ts";
import { urls } from "#views/urls.ts";
import type { PartPlacement } from "./part-placement.ts";
import { toolCallRow } from "./tool-call-row.ts";
import { isFailed, isSettled, toolLabel, waitingChild } from "./tool-call-words.ts";

/**
 * The calls of one piece of the tools lane in one box. A call keeps its row, at one height, from the
 * first argument to the result: nothing moves when a call starts or ends. What calls say while they
 * run, and why one failed, stands at the foot of the box.
 */
export function toolsPart(
  part: Extract<Part, { kind: "tools" }>,
  place: PartPlacement,
): TemplateResult {
  const { run } = place;
  const calls = run.calls.filter((call) => part.tool_call_ids.includes(call.tool_call_id));
  const live = calls.some((call) => !isSettled(call.status));
  const body = html`<div class="calls">
    ${calls.map((call) => toolCallRow(call, place))} ${tail(calls, place)}
  </div>`;
  return partFrame(run, part, { lane: "tools", live, body });
}

interface Line {
  readonly call: ToolCallState;
  readonly text: string;
  readonly failed: boolean;
}

/** The foot is never higher than one call's tail: calls that speak at once share its lines. */
const TAIL_LINES = 6;

function tail(
  calls: readonly ToolCallState[],
  place: PartPlacement,
): TemplateResult | typeof nothing {
  const speaking = calls.filter((call) => speaks(call, place));
  const each = Math.max(1, Math.floor(TAIL_LINES / speaking.length));
  const lines = calls.flatMap((call) =>
    isFailed(call.status) ? [failure(call)] : speaking.includes(call) ? said(call, each) : [],
  );
  const waiting = calls.flatMap((call) => waitingChild(call, place.run) ?? []);
  if (lines.length + waiting.length === 0) return nothing;
  return html`<ul class="calls-tail">
    ${waiting.map((child) => waitingRow(child, place))}
    ${lines.map((line) => keyed(`${line.failed} ${line.text}`, tailRow(line, calls.length > 1)))}
  </ul>`;
}

/** A child's question stands in its own thread: whoever looks at its parent would not see it. */
function waitingRow({ agent, work }: SubagentState, { options }: PartPlacement): TemplateResult {
  const answer =
    options.mode === "live" ? html` <a href=${urls.approvals()}>Answer it</a>` : nothing;
  return html`<li data-waiting>
    <b>${agent}</b> <span dir="auto">${work?.title}</span>${answer}
  </li>`;
}

/** Drawn anew when it says something else: text that moves in its line counts as a layout shift. */
function tailRow({ call, text, failed }: Line, named: boolean): TemplateResult {
  return html`<li ?data-failed=${failed}>
    ${named ? html`<b>${toolLabel(call.name)}</b> ` : nothing}<span dir="auto">${text}</span>
  </li>`;
}

/**
 * What a call says is shown only while nothing stands below the box, so that it never pushes a part
 * away; a moment longer when it succeeds, and longer yet where the person opened the call.
 */
function speaks({ tool_call_id, status, tail: text }: ToolCallState, place: PartPlacement) {
  const { last, options } = place;
  if (!last || text === undefined) return false;
  if (status !== "done") return status === "running";
  return options.opened?.get(tool_call_id) ?? options.lingering?.has(tool_call_id) ?? false;
}

function said(call: ToolCallState, most: number): readonly Line[] {
  const lines = call.tail === undefined ? [] : tailLines(call.tail, most);
  return lines.map((text) => ({ call, text, failed: false }));
}

function failure(call: ToolCallState): Line {
  const { message = "No reason was given", hint } = call.error ?? {};
  return { call, text: hint === undefined ? message : `${message}. ${hint}`, failed: true };
}

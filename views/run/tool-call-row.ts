import { keyed } from "lit/directives/keyed.js";
import { html, nothing, type TemplateResult } from "lit/html.js";

import type { KeptOutput } from "#runtime/state/kept-output.ts";
import type { RunState, ToolCallState, ToolCallStatus } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { bytes } from "#views/inspector/quantity.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { urls } from "#views/urls.ts";
import { elapsed } from "./elapsed.ts";
import { callId } from "./element-id.ts";
import type { PartPlacement } from "./part-placement.ts";
import { processForms } from "./process-forms.ts";
import { argumentsLine, stateWords, toolLabel } from "./tool-call-words.ts";

/** More of a result than this is read in the inspector. */
const OUTPUT_MAX_CHARS = 4000;

/** One call in one row; what went in and what came out behind it. */
export function toolCallRow(call: ToolCallState, place: PartPlacement): TemplateResult {
  // Drawn anew when it says something else: a box that changes its width in place counts as a layout shift.
  const words = stateWords(call, place.run);
  const { tool_call_id, status } = call;
  const stop = stopForm(call, place);
  return html`<div class="call-place" ?data-stoppable=${stop !== nothing}>
    <details
      class="call"
      id=${callId(tool_call_id)}
      data-state=${status}
      data-call=${tool_call_id}
      ?open=${place.options.opened?.get(tool_call_id) ?? false}
    >
      <summary class="row">
        <span class="state">${stateMark(call.status)}</span>
        <span class="name">${toolLabel(call.name)}</span>
        <span class="arguments" dir="ltr"
          >${argumentsLine(call)}${call.status === "writing" ? html`<i class="caret"></i>` : nothing}</span
        >
        ${keyed(`${words} ${stop === nothing}`, html`<span class="end">${words} ${ticking(call, place)}</span>`)}
        ${progressBar(call)}
      </summary>
      <div class="call-detail">${detail(call, place)}</div>
    </details>
    ${stop}
  </div>`;
}

function ticking(call: ToolCallState, { options }: PartPlacement): unknown {
  return call.status === "running" && options.mode === "live" ? elapsed(call.started_at) : nothing;
}

function stateMark(status: ToolCallStatus): TemplateResult {
  switch (status) {
    case "writing":
      return icon("edit", "small");
    case "queued":
      return html`<i class="dot"></i>`;
    case "running":
      return html`<i class="dot" data-status="running"></i>`;
    case "done":
      return icon("check", "small");
    case "waiting_approval":
    case "outcome_unknown":
    case "denied":
    case "expired":
      return laneGlyph("approvals");
    case "cancelled":
      return icon("close", "small");
    case "lost":
      return laneGlyph("status");
    case "error":
    case "timed_out":
    case "unknown_tool":
    case "invalid_arguments":
      return laneGlyph("errors");
  }
}

function progressBar(call: ToolCallState): TemplateResult | typeof nothing {
  if (call.status !== "running") return nothing;
  const label = `Progress of ${toolLabel(call.name)}`;
  const { progress, total } = call;
  return progress === undefined || total === undefined || total <= 0
    ? html`<progress aria-label=${label}></progress>`
    : html`<progress
        aria-label=${label}
        max=${total}
        value=${Math.min(progress, total)}
      ></progress>`;
}

function detail(call: ToolCallState, place: PartPlacement): TemplateResult {
  const { run } = place;
  return html`${processForms(call, place)}
    <h3>Arguments</h3>
    <pre tabindex="0" dir="ltr">${argumentsText(call)}</pre>
    ${call.output === undefined ? nothing : output(call.output.content)}
    ${call.kept === undefined ? nothing : whole(call.kept)}
    ${
      call.error === undefined
        ? nothing
        : html`<h3>Error</h3>
            <p>${call.error.message} <code>${call.error.code}</code></p>`
    }
    <p class="call-links">
      ${childLink(call, run)}
      <a href=${urls.event(run.run_id, call.sequence)}>Event ${call.sequence}</a>
      ${call.result_sequence === undefined ? nothing : html`<a href=${urls.event(run.run_id, call.result_sequence)}>Result, event ${call.result_sequence}</a>`}
    </p>`;
}

/** Where the agent works that the call hands its task to. */
function childLink({ tool_call_id }: ToolCallState, { subagents = [] }: RunState) {
  const child = subagents.find((each) => each.tool_call_id === tool_call_id);
  if (child?.child_run_id === undefined) return nothing;
  return html`<a href=${urls.run(child.child_run_id)}>Run of ${child.agent}</a>`;
}

/** Stops this call alone: the run goes on without its result. Beside the row, which opens the call. */
function stopForm(
  call: ToolCallState,
  { run, options }: PartPlacement,
): TemplateResult | typeof nothing {
  const isOver = call.status !== "running" || call.cancel !== undefined;
  if (isOver || run.cancel !== undefined || options.mode !== "live") return nothing;
  if (call.provider_executed === true) return nothing;
  const label = `Stop ${toolLabel(call.name)}`;
  return html`<form class="call-stop" method="post" action=${urls.interrupt(run.run_id)} data-quiet>
    <input type="hidden" name="tool_call_id" value=${call.tool_call_id} />
    <button class="button ghost small square" aria-label=${label} title=${label}>
      ${icon("close", "small")}
    </button>
  </form>`;
}

function argumentsText(call: ToolCallState): string {
  return call.arguments === undefined
    ? call.arguments_text
    : JSON.stringify(call.arguments, null, 2);
}

function output(content: string): TemplateResult {
  const cut = content.length > OUTPUT_MAX_CHARS;
  return html`<h3>
      Output${cut ? `, first ${OUTPUT_MAX_CHARS.toLocaleString("en")} of ${content.length.toLocaleString("en")} characters` : ""}
    </h3>
    <pre tabindex="0" dir="auto">${content.slice(0, OUTPUT_MAX_CHARS)}</pre>`;
}

function whole({ output_ref, bytes: size, expired }: KeptOutput): TemplateResult {
  if (expired !== undefined) return html`<p>The full output is kept no longer</p>`;
  return html`<p><a href=${urls.output(output_ref)}>Full output, ${bytes(size)}</a></p>`;
}

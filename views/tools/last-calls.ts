import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { relativeTime } from "#views/relative-time.ts";
import { argumentsLine, stateWords } from "#views/run/tool-call-words.ts";
import { urls } from "#views/urls.ts";

/** A call of the tool with the run that it belongs to. */
export interface PastCall {
  readonly run_id: string;
  readonly agent: string;
  readonly at: string;
  readonly call: ToolCallState;
}

/** The newest calls of a tool; each leads to its place in its run. */
export function lastCalls(calls: readonly PastCall[], now: string): TemplateResult {
  if (calls.length === 0) return html`<p class="quiet">Not called yet.</p>`;
  return html`<ul class="rows">
    ${calls.map(
      ({ run_id, agent, at, call }) =>
        html`<li>
          <a class="row-main" href=${urls.event(run_id, call.sequence)}
            >${call.status === "done" ? "done" : stateWords(call) || call.status}</a
          >
          <code class="row-text" dir="ltr">${argumentsLine(call)}</code>
          <span class="row-end">${agent} <time datetime=${at}>${relativeTime(at, now)}</time></span>
        </li>`,
    )}
  </ul>`;
}

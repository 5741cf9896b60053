import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import type { BranchFrame } from "./branch-frame.ts";

/** Asks the same agent to go on after a stop. The style shows it below the last run only, once that was stopped. */
export function continueForm({ turn_id, options }: TurnState, frame: BranchFrame): TemplateResult {
  const { session_id, thread_id, key, nonce } = frame;
  const address = urls.turns(session_id);
  return html`<form
    class="continue"
    method="post"
    action=${address}
    hx-nonce=${nonce}
    hx-post=${address}
    hx-target="#turns"
    hx-swap="beforeend"
  >
    <input type="hidden" name="message" value="Continue" />
    <input type="hidden" name="thread_id" value=${thread_id} />
    <input type="hidden" name="idempotency_key" value="${key}-continue-${turn_id}" />
    ${options.agent === undefined ? nothing : html`<input type="hidden" name="agent" value=${options.agent} />`}
    ${options.model === undefined ? nothing : html`<input type="hidden" name="model" value=${options.model} />`}
    <button class="button small">${icon("play", "small")}Continue</button>
  </form>`;
}

import { html, nothing, type TemplateResult } from "lit/html.js";

import type { ToolCallState } from "#runtime/state/thread-state.ts";
import { urls } from "#views/urls.ts";
import type { PartPlacement } from "./part-placement.ts";

/** Writes to the command that a call runs, and ends it: the call then gives what it has said. */
export function processForms(
  { tool_call_id }: ToolCallState,
  { run, options }: PartPlacement,
): TemplateResult | typeof nothing {
  const process = run.environment?.processes.find(
    (one) => one.tool_call_id === tool_call_id && one.ended === undefined,
  );
  if (process === undefined || options.mode !== "live") return nothing;
  const { process_id, takes_input } = process;
  return html`${
      takes_input === true
        ? html`<form method="post" action=${urls.processInput(run.run_id, process_id)} data-quiet>
            <label>Input <input name="input" autocomplete="off" /></label>
            <button class="button small">Send</button>
          </form>`
        : nothing
    }
    <form method="post" action=${urls.processEnd(run.run_id, process_id)} data-quiet>
      <button class="button small">End the command</button>
    </form>`;
}

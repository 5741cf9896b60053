import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { CAPTURE_TITLES } from "./capture-titles.ts";

/** Takes a file over as a run to read. Open where there is nothing else to see; a file may be dropped, too. */
export function importForm(isOpen: boolean): TemplateResult {
  return html`<uar-import class="run-import">
    <details ?open=${isOpen}>
      <summary class="button">${icon("plus", "small")}Import</summary>
      <form
        method="post"
        action=${urls.importRun()}
        enctype="multipart/form-data"
        aria-label="Import a run"
      >
        <p>
          A run that was exported here or elsewhere, as events or as a page, or a capture of an AI
          SDK UI stream, AG-UI, LangGraph or OpenTelemetry. It is there to be read: nothing of it
          runs.
        </p>
        <label
          ><span>File</span>
          <input
            type="file"
            name="file"
            required
            accept=".jsonl,.ndjson,.json,.html,.sse,.txt,text/*,application/json"
        /></label>
        <label
          ><span>Format</span>
          <select name="format">
            <option value="">By its content</option>
            ${Object.entries(CAPTURE_TITLES).map(
              ([name, title]) => html`<option value=${name}>${title}</option>`,
            )}
          </select></label
        >
        <button class="button primary">Import</button>
      </form>
    </details>
    <p class="drop-here" hidden>Drop the file to import it</p>
  </uar-import>`;
}

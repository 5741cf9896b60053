import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { urls } from "#views/urls.ts";

/** An agent that a file was made into. */
export interface ImportedAgent {
  readonly agent: string;
  /** What of the file is not used. */
  readonly notes: readonly string[];
}

/** A file that no agent was made of. */
export interface RefusedImport {
  readonly problem: string;
  /** What the sender calls the file, and how the agent was to be called. */
  readonly file?: string;
  readonly name?: string;
}

const PLACE = "import";

/** Takes a file over as an agent, and says what became of the last one. */
export function importAgentForm(last?: ImportedAgent | RefusedImport): TemplateResult {
  const refused = last !== undefined && "problem" in last ? last : undefined;
  return html`<section id=${PLACE}>
    <h2>Import</h2>
    ${last === undefined || "problem" in last ? "" : importedWords(last)}
    <form
      class="arguments-form"
      method="post"
      action=${`${urls.importAgent()}#${PLACE}`}
      enctype="multipart/form-data"
      aria-label="Import an agent"
    >
      ${refused === undefined ? "" : refusal(refused)}
      <div class="field">
        <label class="field-label" for="agent-file">File</label>
        <input
          id="agent-file"
          type="file"
          name="file"
          required
          accept=".json,.yaml,.yml,.gz,.tgz,application/json,application/yaml,application/gzip"
          aria-describedby=${refused === undefined ? "agent-file-hint" : "import-problem agent-file-hint"}
          aria-invalid=${refused === undefined ? nothing : "true"}
        />
        <p class="hint" id="agent-file-hint">
          An Agent component of Open Agent Spec in JSON or YAML, or an agent that was exported here
          as a package. It may ask and deny, never allow.
        </p>
      </div>
      <div class="field">
        <label class="field-label" for="agent-name">Name <small>optional</small></label>
        <input
          id="agent-name"
          name="name"
          value=${refused?.name ?? ""}
          maxlength="64"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="agent-name-hint"
        />
        <p class="hint" id="agent-name-hint">
          Small letters, digits and hyphens; empty, the file's own. One that was imported under it
          before gives way.
        </p>
      </div>
      <div class="send-row"><button class="button primary">Import</button></div>
    </form>
  </section>`;
}

function importedWords({ agent, notes }: ImportedAgent): TemplateResult {
  return html`<div role="status">
    <p>Imported as <a href=${urls.agent(agent)}>${agent}</a>. Not used:</p>
    <ul class="quiet">
      ${notes.map((note) => html`<li dir="auto">${note}</li>`)}
    </ul>
  </div>`;
}

function refusal({ problem, file }: RefusedImport): TemplateResult {
  const words = file === undefined ? problem : `“${file}” was not imported: ${problem}`;
  return html`<div role="alert" class="problem" id="import-problem">
    ${words.split("\n").map((line) => html`<p dir="auto">${line}</p>`)}
  </div>`;
}

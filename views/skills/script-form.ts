import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { SkillDetails } from "#runtime/control/skills.ts";
import { urls } from "#views/urls.ts";

interface Sending {
  /** The same form sent twice is one call. */
  readonly key: string;
  /** With whose rules. */
  readonly agents: TemplateResult;
}

/** Runs one of a skill's scripts by hand: a plain form, whose call goes through the gate like a model's. */
export function scriptForm(
  { id, scripts }: Pick<SkillDetails, "id" | "scripts">,
  { key, agents }: Sending,
): TemplateResult {
  return html`<form class="arguments-form" method="post" action=${urls.skillScripts(id)}>
    <label class="field">
      <span class="field-label">Script</span>
      <select name="script" required>
        ${scripts.map((script) => html`<option value=${script}>${script}</option>`)}
      </select>
    </label>
    <label class="field">
      <span class="field-label">Arguments <small>optional</small></span>
      <textarea name="args" rows="2" class="mono" dir="ltr" placeholder="One a line"></textarea>
    </label>
    <label class="field">
      <span class="field-label">Input <small>optional</small></span>
      <textarea name="stdin" rows="2" class="mono" dir="auto"></textarea>
    </label>
    <div class="send-row">
      <input type="hidden" name="idempotency_key" value="${key}-script" />
      <button class="button primary">Run script</button>
      ${agents}
    </div>
  </form>`;
}

import { html, type TemplateResult } from "lit/html.js";

import { inWords } from "./in-words.ts";
import { lookAddress, type Inspection } from "./inspection.ts";
import { segments } from "./segments.ts";
import { VIEWS } from "./settings.ts";

/** On small screens: which pane stands below the score. */
export function viewTabs(inspection: Inspection): TemplateResult {
  const choices = VIEWS.map((view) => ({
    label: inWords(view),
    href: lookAddress(inspection, { view }),
    current: inspection.settings.view === view,
  }));
  return html`<div class="view-tabs">${segments("Pane", choices)}</div>`;
}

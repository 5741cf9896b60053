import { html, type TemplateResult } from "lit/html.js";

import { eventPane } from "./event-pane.ts";
import { eventsView } from "./events-view.ts";
import { headerView } from "./header-view.ts";
import type { Inspection } from "./inspection.ts";
import { notesView } from "./notes-view.ts";
import { scoreView } from "./score-view.ts";
import { spansView } from "./spans-view.ts";
import { stagePane } from "./stage-view.ts";
import { transportView } from "./transport-view.ts";
import { viewTabs } from "./view-tabs.ts";

/** The inspector of one run: three views of one log at one cursor. The same on server and browser. */
export function inspectorView(inspection: Inspection): TemplateResult {
  return html`${headerView(inspection)} ${transportView(inspection)}
    <div class="inspector-body" data-view=${inspection.settings.view}>
      <div class="inspector-log">
        <section class="tracks" aria-label="Timeline">
          ${scoreView(inspection)} ${spansView(inspection)}
        </section>
        ${notesView(inspection)} ${viewTabs(inspection)} ${eventsView(inspection)}
      </div>
      <div class="inspector-sight">${stagePane(inspection)} ${eventPane(inspection)}</div>
    </div>`;
}

import { html, type TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import type { Part, RunState } from "#runtime/state/thread-state.ts";
import { span } from "#views/duration.ts";
import { urls } from "#views/urls.ts";

interface PartFrame {
  readonly lane: Lane;
  /** Whether the part still grows; its rail fades out at the end. */
  readonly live?: boolean;
  readonly body: unknown;
}

/** What every part has: when it began (a link into the inspector), the rail of its lane, its body. */
export function partFrame(run: RunState, part: Part, frame: PartFrame): TemplateResult {
  return html`<div
    class="part"
    data-lane=${frame.lane}
    data-sequence=${part.sequence}
    ?data-live=${frame.live ?? false}
  >
    <a class="at" href=${urls.event(run.run_id, part.sequence)} tabindex="-1" aria-hidden="true"
      >${offset(run, part)}</a
    >
    <span class="rail"></span>
    <div class="body">${frame.body}</div>
  </div>`;
}

function offset(run: RunState, part: Part): string {
  return `+${(span(run.started_at, part.at) / 1000).toFixed(1)}s`;
}

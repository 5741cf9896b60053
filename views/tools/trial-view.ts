import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import { LANES } from "#runtime/event/lane.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { runView } from "#views/run/run-view.ts";
import { urls } from "#views/urls.ts";

export interface Trial {
  readonly run: RunState;
  /** `<epoch>.<sequence>`: what the run says after it is not in `run` yet. */
  readonly after: string;
}

/** The run of a call by hand, with all its lanes. While it goes on, the page's script looks again. */
export function trialView({ run, after }: Trial): TemplateResult {
  const ended = isTerminal(run.status);
  return html`<uar-trial
    id="trial"
    class="trial"
    run=${ended ? nothing : run.run_id}
    after=${after}
    lanes=${LANES.join(" ")}
  >
    <h2>This call</h2>
    <div class="run">${runView(run, { mode: "live" })}</div>
    <p class="trial-links">
      <a href=${urls.run(run.run_id)}>Inspect run</a>
      <a href=${urls.turnPlace(run.session_id, run.turn_id)}>See it in its session</a>
    </p>
  </uar-trial>`;
}

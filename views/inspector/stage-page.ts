import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Entry } from "#runtime/log/port.ts";
import { pageDocument, type PageAssets, type Theme } from "#views/document.ts";
import { urls } from "#views/urls.ts";
import { EventIndex } from "./event-index.ts";
import { resolvePosition } from "./position.ts";
import { RunStates } from "./run-states.ts";
import type { Query } from "./settings.ts";
import { stageView } from "./stage-view.ts";

/** A stage by itself. `entries` are all events of the run, oldest first, and at least one. */
export interface StagePage {
  readonly run_id: string;
  readonly entries: readonly Entry[];
  /** The query of the address: `at` and `side`. */
  readonly query: Query;
  readonly theme: Theme;
  readonly nonce: string;
  readonly assets: PageAssets;
}

/** What the user saw at one event, and nothing else: to print, to compare, to keep. */
export function stagePage(page: StagePage): TemplateResult {
  const { run_id, query } = page;
  const index = new EventIndex(page.entries);
  const at = resolvePosition(index, query["at"] ?? "") ?? index.count - 1;
  const side = query["side"] === "before" ? "before" : "after";
  const turn = new RunStates(index).at(side === "before" ? at - 1 : at);
  const { sequence } = index.event(at);
  return pageDocument({
    title: `${run_id} at ${sequence}`,
    nonce: page.nonce,
    theme: page.theme,
    assets: page.assets,
    body: html`<main class="stage-alone" id="main">
      <h1 class="stage-place">
        <a href=${urls.run(run_id, { at: sequence })}>${run_id}</a>, just ${side} event ${sequence}
      </h1>
      <h2 class="unseen">Stage</h2>
      <div class="stage-screen">${stageView(turn)}</div>
    </main>`,
  });
}

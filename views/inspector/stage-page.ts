import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Entry } from "#runtime/log/port.ts";
import type { TurnState } from "#runtime/state/thread-state.ts";
import { pageDocument, type PageAssets, type Theme } from "#views/document.ts";
import { drawnFrom, earlierParts, PART_STEP } from "#views/run/drawn-parts.ts";
import { partsView, runView } from "#views/run/run-view.ts";
import { urls } from "#views/urls.ts";
import { EventIndex } from "./event-index.ts";
import { resolvePosition } from "./position.ts";
import { RunStates } from "./run-states.ts";
import type { Query } from "./settings.ts";
import { REPLAY, stageQuestion, stageView } from "./stage-view.ts";

/** A stage by itself. `entries` are all events of the run, oldest first, and at least one. */
export interface StagePage {
  readonly run_id: string;
  readonly entries: readonly Entry[];
  /** The query of the address: `at`, `side`, and `before` with the number of the part that comes next. */
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
      <div class="stage-screen">${stretchOf(turn, page, sequence)}</div>
    </main>`,
  });
}

/** What a page holds of the stage: as much as one of the chat does, and the way to what comes before it. */
function stretchOf(turn: TurnState | undefined, { run_id, query }: StagePage, at: number) {
  if (turn === undefined) return stageView(turn);
  const { run } = turn;
  const all = run.parts.length;
  const end = Math.min(all, Number(/^[1-9]\d*$/.exec(query["before"] ?? "")?.[0] ?? all));
  const first = end === all ? drawnFrom(run) : Math.max(0, end - PART_STEP);
  const { side } = query;
  const earlier = urls.stage(run_id, { at, ...(side !== undefined && { side }), before: first });
  const rest = { ...run, parts: run.parts.slice(first) };
  return html`${first === 0 ? stageQuestion(turn) : earlierParts(earlier, first)}
    <div class="parts">
      ${end === all ? runView(rest, REPLAY) : partsView(rest, REPLAY, end - first)}
    </div>`;
}

import { html, nothing, type TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { attachedFiles } from "#views/run/attached-files.ts";
import { turnOrigin } from "#views/run/turn-origin.ts";
import type { RunViewOptions } from "#views/run/part-placement.ts";
import { runView } from "#views/run/run-view.ts";
import { PLACE, urls } from "#views/urls.ts";
import { currentSequence, lookAddress, type Inspection } from "./inspection.ts";
import { segments } from "./segments.ts";

/** What the person saw just before or after the current event, drawn by the chat's own views. */
export function stagePane(inspection: Inspection): TemplateResult {
  const { run_id, settings } = inspection;
  const { side } = settings;
  const at = currentSequence(inspection);
  const whole = urls.stage(run_id, { at, ...(side === "before" && { side }) });
  return html`<section class="pane stage-pane" aria-label="Stage">
    <header>
      <h2>Stage</h2>
      <span class="pane-note">what the user saw at ${at}</span>
      ${segments(
        "Side of the event",
        (["before", "after"] as const).map((choice) => ({
          label: choice === "before" ? "Before" : "After",
          href: lookAddress(inspection, { side: choice }),
          current: side === choice,
        })),
      )}
      ${PLACE === "file" ? "" : newTab(whole)}
    </header>
    <div
      class="stage"
      data-stage
      ?data-untimed=${!inspection.index.isTimed}
      tabindex="0"
      role="group"
      aria-label="What the user saw"
    >
      <div class="stage-screen">${stageEnd(stagedTurn(inspection), whole)}</div>
    </div>
  </section>`;
}

function newTab(address: string): TemplateResult {
  return html`<a
    class="button ghost small square"
    href=${address}
    target="_blank"
    aria-label="Open the stage in a new tab"
    title="Open the stage in a new tab"
    >${icon("external", "small")}</a
  >`;
}

function stagedTurn({ settings, before, after }: Inspection): TurnState | undefined {
  return settings.side === "before" ? before : after;
}

/** The stage itself: a turn as the chat drew it. Equal turns give equal HTML, wherever it runs. */
export function stageView(turn: TurnState | undefined): TemplateResult {
  if (turn === undefined) {
    return html`<p class="stage-empty">Nothing yet: the question comes with this event.</p>`;
  }
  return html`${stageQuestion(turn)}
    <div class="parts">${runView(turn.run, REPLAY)}</div>`;
}

/** What the turn asked, and with what. */
export function stageQuestion(turn: TurnState): TemplateResult {
  const isSilent = turn.text === "" && turn.source !== undefined;
  return html`${isSilent ? nothing : html`<p class="stage-question">${turn.text}</p>`}
  ${turnOrigin(turn)} ${attachedFiles(turn.attachments)}`;
}

/** How the stage draws a run. */
export const REPLAY = { mode: "replay" } as const satisfies RunViewOptions;

/** A run of twice as many parts and more is staged from a multiple of this on. */
const STAGED_PARTS = 4;

/**
 * The end of the stage, as much of it as a pane shows: the parts before it cannot have changed, and
 * drawing all of a long run would make each step slow. The beginning moves in leaps, so that the
 * parts that stay keep their nodes.
 */
export function stageEnd(turn: TurnState | undefined, whole: string): TemplateResult {
  const parts = turn?.run.parts ?? [];
  const first = Math.max(0, Math.floor(parts.length / STAGED_PARTS) - 1) * STAGED_PARTS;
  if (turn === undefined || first === 0) return stageView(turn);
  const run = { ...turn.run, parts: parts.slice(first) };
  const earlier = `${first} earlier parts`;
  return html`<p class="stage-earlier">
      ${PLACE === "file" ? earlier : html`<a href=${whole}>${earlier}</a>`}
    </p>
    <div class="parts">${runView(run, REPLAY)}</div>`;
}

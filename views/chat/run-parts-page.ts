import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { TurnState } from "#runtime/state/thread-state.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { drawnFrom, PART_STEP } from "#views/run/drawn-parts.ts";
import { partsView } from "#views/run/run-view.ts";
import { urls } from "#views/urls.ts";

/** Some parts of a run that the conversation has no room for: those before the part `before`, from 0. */
export interface RunParts {
  readonly turn: TurnState;
  readonly before: number;
}

/** The parts alone, to be put in the place of the link to them. */
export function runPartsFragment({ turn, before }: RunParts): TemplateResult {
  return partsView(turn.run, { mode: "live", first: firstOf(before) }, before);
}

/** The same as a page, with the ways to its neighbours. */
export function runPartsPage(page: PageFrame & RunParts): TemplateResult {
  const { turn, before } = page;
  const { run } = turn;
  const title = `Parts ${firstOf(before) + 1} to ${before}`;
  const conversation = urls.turnPlace(run.session_id, turn.turn_id, run.thread_id);
  const next = Math.min(before + PART_STEP, run.parts.length);
  const later = before >= drawnFrom(run) ? conversation : urls.parts(run.run_id, next);
  const main = pageMain(
    {
      title,
      above: [{ name: "Conversation", href: conversation }],
      meta: `of ${run.parts.length.toLocaleString("en")}`,
    },
    html`<div class="parts">${runPartsFragment(page)}</div>
      <nav aria-label="Later parts"><a class="button" href=${later}>Later parts</a></nav>`,
  );
  const frame = { title, session: run.session_id };
  return playgroundPage(page, { ...frame, current: "chat", layout: "sidebar", main });
}

function firstOf(before: number): number {
  return Math.max(0, before - PART_STEP);
}

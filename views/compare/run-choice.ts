import { html, type TemplateResult } from "lit/html.js";

import type { ComparedRun } from "#runtime/state/compare/compared-run.ts";
import { questionOf } from "#runtime/state/turn-input.ts";
import { icon } from "#views/icon.ts";
import { dateTime } from "#views/date-time.ts";
import { runStatus } from "#views/runs/run-status.ts";
import { urls } from "#views/urls.ts";
import type { ComparedPair } from "./compared-pair.ts";

/** Which two runs these are, with the ways to take another one and to change their sides. */
export function runChoices({ settings, a, b }: ComparedPair): TemplateResult {
  const swapped = urls.compare({
    a: settings.b,
    b: settings.a,
    ...(settings.by !== "step" && { by: settings.by }),
    ...(settings.tab !== "events" && { tab: settings.tab }),
  });
  return html`<header class="choices">
    ${runChoice("A", a.run, urls.compare({ b: settings.b }))}
    <a class="button square" href=${swapped} title="Swap A and B"
      >${icon("swap", "small")}<span class="unseen">Swap A and B</span></a
    >
    ${runChoice("B", b.run, urls.compare({ a: settings.a }))}
  </header>`;
}

/** One of the two: its question as a way into the inspector. `other` leads to the choice of another run. */
export function runChoice(name: "A" | "B", run: ComparedRun, other: string): TemplateResult {
  const { run_id, through, turn } = run;
  const place = through === undefined ? {} : { at: through };
  return html`<div class="choice" data-side=${name.toLowerCase()}>
    <span class="choice-tag">${name}</span>
    <a class="choice-name" href=${urls.run(run_id, place)}>${questionOf(turn)}</a>
    <code>${run_id}${through === undefined ? "" : `@${through}`}</code>
    ${runStatus(turn.run.status)}
    <time datetime=${turn.submitted_at}>${dateTime(turn.submitted_at)}</time>
    <a class="button ghost small" href=${other}>Change<span class="unseen"> ${name}</span></a>
  </div>`;
}

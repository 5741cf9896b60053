import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { Partners } from "#runtime/state/compare/partners.ts";
import type { ComparedRun } from "#runtime/state/compare/compared-run.ts";
import type { RunSummary } from "#runtime/state/summary.ts";
import { dateTime } from "#views/date-time.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { runStatus } from "#views/runs/run-status.ts";
import { urls } from "#views/urls.ts";
import { runChoice } from "./run-choice.ts";

/** One run, or none yet, and those that one may compare it with. */
export interface ChoosePage extends PageFrame {
  /** The side that is chosen already, and its run. */
  readonly chosen?: { readonly side: "a" | "b"; readonly ref: string; readonly run: ComparedRun };
  readonly partners: Partners;
}

/** The choice of two runs: a form that takes any, and lists of likely ones. */
export function choosePage(page: ChoosePage): TemplateResult {
  const { chosen, partners } = page;
  const lists = LISTS.filter(({ name }) => partners[name].length > 0);
  const main = html`<main class="compare choose" id="main">
    <header class="choose-top">
      <h1>Compare</h1>
      <p>${chosen === undefined ? "Choose the first run." : "Choose the run to lay beside it."}</p>
    </header>
    ${
      chosen === undefined
        ? nothing
        : html`<div class="choices">
            ${runChoice(chosen.side === "a" ? "A" : "B", chosen.run, urls.compare())}
          </div>`
    }
    ${chooseForm(page)}
    ${
      lists.length === 0
        ? html`<p class="compare-empty">
            There is no other run yet. <a href=${urls.chat()}>Start one in a chat</a>.
          </p>`
        : lists.map(({ name, title }) => runList(title, partners[name], chosen))
    }
  </main>`;
  return playgroundPage(page, { title: "Compare", current: "compare", layout: "rail", main });
}

const LISTS = [
  { name: "origin", title: "It was forked from" },
  { name: "question", title: "The same question" },
  { name: "session", title: "The same session" },
  { name: "recent", title: "Recent runs" },
] as const satisfies readonly { name: keyof Partners; title: string }[];

function chooseForm({ chosen, partners }: ChoosePage): TemplateResult {
  const known = LISTS.flatMap(({ name }) => partners[name]);
  return html`<form class="choose-form" action=${urls.compare()}>
    ${(["a", "b"] as const).map(
      (side) =>
        html`<label
          >Run ${side.toUpperCase()}
          <input
            name=${side}
            value=${chosen?.side === side ? chosen.ref : ""}
            list="known-runs"
            autocomplete="off"
            spellcheck="false"
            placeholder="r_… or r_…@311"
            required
        /></label>`,
    )}
    <datalist id="known-runs">
      ${known.map(({ run_id, text }) => html`<option value=${run_id}>${text}</option>`)}
    </datalist>
    <button class="button primary">Compare</button>
  </form>`;
}

function runList(
  title: string,
  runs: readonly RunSummary[],
  chosen: ChoosePage["chosen"],
): TemplateResult {
  return html`<section class="partners" aria-label=${title}>
    <h2>${title}</h2>
    <ul>
      ${runs.map(
        (run) =>
          html`<li>
            ${runStatus(run.status)}
            <a href=${addressWith(run.run_id, chosen)}>${run.text}</a>
            <code>${run.run_id}</code>
            <span>${run.model}</span>
            <time datetime=${run.submitted_at}>${dateTime(run.submitted_at)}</time>
          </li>`,
      )}
    </ul>
  </section>`;
}

function addressWith(run_id: string, chosen: ChoosePage["chosen"]): string {
  if (chosen === undefined) return urls.compare({ a: run_id });
  const { side, ref } = chosen;
  return side === "a" ? urls.compare({ a: ref, b: run_id }) : urls.compare({ a: run_id, b: ref });
}

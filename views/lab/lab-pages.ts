import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { icon } from "#views/icon.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** A script that can be played. */
export interface LabScenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What is sent to start it. */
  readonly prompt: string;
  readonly seed: number;
  readonly pace: { readonly tokensPerSecond: number };
}

/** Every scripted run. */
export function labsPage(
  page: PageFrame & { readonly scenarios: readonly LabScenario[] },
): TemplateResult {
  const main = pageMain(
    { title: "Lab", meta: `${page.scenarios.length} scripted runs` },
    html`<p class="quiet">
        Runs that play a script instead of asking a model: for tests, for demos, and to see each
        lane without a key. Their tools are real, and so are their logs.
      </p>
      <ul class="rows titled">
        ${page.scenarios.map(
          ({ name, title, description }) =>
            html`<li>
              <a class="row-main" href=${urls.lab(name)}>${title}</a>
              <span class="row-text">${description}</span>
              <span class="row-end"><code>${name}</code></span>
            </li>`,
        )}
      </ul>`,
  );
  return playgroundPage(page, { title: "Lab", current: "docs", layout: "sidebar", main });
}

export interface LabPage extends PageFrame {
  readonly scenario: LabScenario;
  /** What the address asks for, as it stands there. */
  readonly query: { readonly rate?: string; readonly seed?: string };
  readonly idempotency_key: string;
  readonly problem?: string;
}

/** One script, how fast and with which seed it is played, and the button that plays it. */
export function labPage(page: LabPage): TemplateResult {
  const { scenario, query, problem, idempotency_key } = page;
  const { name, title, description, prompt, seed, pace } = scenario;
  const main = pageMain(
    { title, above: [{ name: "Lab", href: urls.labs() }] },
    html`<p class="lead">${description}</p>
      <form class="arguments-form" method="post" action=${urls.lab(name)}>
        <input type="hidden" name="idempotency_key" value=${idempotency_key} />
        ${problem === undefined ? "" : html`<p class="problem" role="alert">${problem}</p>`}
        <p class="quiet">It is started by: “${prompt}”</p>
        <div class="field">
          <label class="field-label" for="rate">Tokens a second</label>
          <input
            id="rate"
            name="rate"
            type="number"
            min="0.1"
            max="1000000"
            step="any"
            value=${query.rate ?? ""}
            placeholder=${pace.tokensPerSecond}
          />
          <p class="hint">Empty: as the script says, step by step.</p>
        </div>
        <div class="field">
          <label class="field-label" for="seed">Seed</label>
          <input
            id="seed"
            name="seed"
            type="number"
            min="0"
            max="4294967295"
            step="1"
            value=${query.seed ?? ""}
            placeholder=${seed}
          />
          <p class="hint">The same seed says the same words.</p>
        </div>
        <div class="send-row">
          <button class="button primary">${icon("play", "small")}Play it</button>
        </div>
      </form>`,
  );
  return playgroundPage(page, { title, current: "docs", layout: "sidebar", main });
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { duration } from "#views/duration.ts";
import { urls } from "#views/urls.ts";

/** A model that can be asked; what no catalogue knows is absent. */
export interface ListedModel {
  readonly name: string;
  /** In tokens. */
  readonly window?: number;
  readonly output?: number;
  /** Dollars per million tokens. */
  readonly price?: { readonly input: number; readonly output: number };
  readonly usesTools?: boolean;
  /** Why every request to it would fail. */
  readonly problem?: string;
  /** Its provider did not answer, and is left alone for so long. */
  readonly paused_ms?: number;
}

export interface ModelsSection {
  readonly models: readonly ListedModel[];
  /** How many there are without the words. */
  readonly total: number;
  readonly q?: string;
  readonly standard: string;
  readonly fallback: readonly string[];
}

/** Every model that can be asked, what it takes, what it costs, and whether its provider answers. */
export function modelsSection(section: ModelsSection): TemplateResult {
  const { models, total, q = "", standard, fallback } = section;
  return html`<section>
    <h2>${models.length === total ? total : `${models.length} of ${total}`} models</h2>
    <p class="quiet">
      <code>${standard}</code> answers where nobody names another.
      ${
        fallback.length === 0
          ? "Nothing takes its place when it fails."
          : html`When it fails, these are asked in order: <code>${fallback.join(", ")}</code>.`
      }
      Limits and prices are those of models.dev; what it does not know is unknown.
    </p>
    <form
      class="section-search"
      action=${urls.settings("models")}
      role="search"
      aria-label="Models"
    >
      <label class="unseen" for="models-query">Search models</label>
      <input id="models-query" type="search" name="q" value=${q} placeholder="Search models" />
      <button class="button">Search</button>
    </form>
    ${
      models.length === 0
        ? html`<p class="quiet">
            No model is called “${q}”. <a href=${urls.settings("models")}>Show all models</a>
          </p>`
        : table(section)
    }
  </section>`;
}

function table({ models, standard }: ModelsSection): TemplateResult {
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Models">
    <table class="plain-table numbers">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Window</th>
          <th scope="col">Answer</th>
          <th scope="col">In, per million</th>
          <th scope="col">Out, per million</th>
          <th scope="col">Tools</th>
        </tr>
      </thead>
      <tbody>
        ${models.map((model) => row(model, model.name === standard))}
      </tbody>
    </table>
  </div>`;
}

function row(model: ListedModel, isStandard: boolean): TemplateResult {
  const { name, window, output, price, usesTools, problem, paused_ms = 0 } = model;
  return html`<tr>
    <th scope="row">
      <code>${name}</code> ${isStandard ? html`<span class="tag">default</span>` : ""}
      ${problem === undefined ? "" : html`<small class="problem">${problem}</small>`}
      ${
        paused_ms === 0
          ? ""
          : html`<small class="problem"
              >Its provider did not answer; it is asked again in ${duration(paused_ms)}</small
            >`
      }
    </th>
    <td>${count(window)}</td>
    <td>${count(output)}</td>
    <td>${dollars(price?.input)}</td>
    <td>${dollars(price?.output)}</td>
    <td>${usesTools === undefined ? "unknown" : usesTools ? "yes" : "no"}</td>
  </tr>`;
}

function count(tokens: number | undefined): string {
  return tokens === undefined || tokens === 0 ? "unknown" : tokens.toLocaleString("en");
}

function dollars(amount: number | undefined): string {
  return amount === undefined ? "unknown" : `$${amount}`;
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import { icon } from "#views/icon.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { urls } from "#views/urls.ts";

/** A question that the first page offers. */
export interface Example {
  readonly message: string;
}

/** A scripted run that needs no key. */
export interface ScenarioOffer {
  readonly model: string;
  readonly title: string;
  readonly message: string;
  readonly lane: Lane;
}

export interface Start {
  readonly model: string;
  /** No key is set: the offline reader answers. */
  readonly offline: boolean;
  readonly examples: readonly Example[];
  readonly scenarios: readonly ScenarioOffer[];
  readonly idempotency_key: string;
}

/** The four runs that show each lane without a key. */
export const SCENARIOS: readonly ScenarioOffer[] = [
  {
    model: "scenario/three-tools",
    title: "Three tools at once, one fails",
    message: "Run three tools at once",
    lane: "tools",
  },
  {
    model: "scenario/approval",
    title: "A write that needs your approval",
    message: "Write a file, and ask me first",
    lane: "approvals",
  },
  {
    model: "scenario/bundle",
    title: "A bundle that updates in place",
    message: "Draw a bundle and update it",
    lane: "bundle",
  },
  {
    model: "scenario/long",
    title: "8,000 tokens at 200 a second",
    message: "Write a long answer",
    lane: "tokens",
  },
];

/** An empty chat is a start: who answers, what to ask, and four runs to watch. */
export function startView(start: Start): TemplateResult {
  return html`<section class="start" aria-labelledby="start-heading">
    <h2 id="start-heading">Start a run</h2>
    <p>
      ${start.offline ? OFFLINE : html`<b>${start.model}</b> answers. Its tools run on this machine, and each change asks you first.`}
    </p>
    ${start.examples.length === 0 ? "" : html`<h3>Ask</h3>`}
    <ul>
      ${start.examples.map((example, index) =>
        offer(`${start.idempotency_key}-e${index}`, {
          message: example.message,
          model: start.model,
          face: html`${icon("chat", "small")}<span dir="auto">${example.message}</span>`,
        }),
      )}
    </ul>
    <h3>Watch a scripted run</h3>
    <ul>
      ${start.scenarios.map((scenario, index) =>
        offer(`${start.idempotency_key}-s${index}`, {
          ...scenario,
          face: html`${laneGlyph(scenario.lane)}<span>${scenario.title}</span
            ><small>${scenario.model}</small>`,
        }),
      )}
    </ul>
  </section>`;
}

const OFFLINE =
  "No key is set, so the offline reader answers: it searches the files of this folder, quotes them and cites each line. Set OPENAI_API_KEY, or start Ollama, for a model that writes.";

function offer(
  key: string,
  offered: { readonly message: string; readonly model: string; readonly face: TemplateResult },
): TemplateResult {
  return html`<li>
    <form method="post" action=${urls.newTurn()}>
      <input type="hidden" name="message" value=${offered.message} />
      <input type="hidden" name="model" value=${offered.model} />
      <input type="hidden" name="idempotency_key" value=${key} />
      <button class="offer">${offered.face}</button>
    </form>
  </li>`;
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import { jsonView } from "#views/inspector/json-view.ts";
import { laneGlyph, laneLabel } from "#views/lane-glyph.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { schemaTable } from "#views/tools/schema-table.ts";
import { urls } from "#views/urls.ts";

/** An example of an event, and what those who watch its run are sent. */
export interface EventExample {
  readonly payload: unknown;
  readonly messages: readonly { readonly lane: Lane; readonly payload: unknown }[];
}

export interface EventPage extends PageFrame {
  readonly type: string;
  readonly isBarrier: boolean;
  /** JSON Schema of the payload. */
  readonly schema: unknown;
  readonly examples: readonly EventExample[];
  /** The newest event of this class on record here. */
  readonly newest?: { readonly run_id: string; readonly sequence: number };
}

/** One class of event: its fields, examples, and what becomes of it on the lanes. */
export function eventPage(page: EventPage): TemplateResult {
  const { type, isBarrier, schema, examples, newest } = page;
  const main = pageMain(
    {
      title: type,
      above: [
        { name: "Docs", href: urls.docs() },
        { name: "Events", href: urls.docsEvents() },
      ],
    },
    html`<section>
        <p class="lead">
          ${isBarrier ? "It is on the disk before anyone acts on it." : "It is on the disk with the next durable event."}
        </p>
        ${
          newest === undefined
            ? html`<p class="quiet">No run here has one in its newest events.</p>`
            : html`<a class="button" href=${urls.event(newest.run_id, newest.sequence)}
                >The newest one here</a
              >`
        }
      </section>
      <section>
        <h2>Payload</h2>
        ${schemaTable(schema, `Payload of ${type}`)}
      </section>
      ${examples.map((example, index) => exampleView(example, index, examples.length))}`,
  );
  return playgroundPage(page, { title: type, current: "docs", layout: "sidebar", main });
}

function exampleView({ payload, messages }: EventExample, index: number, count: number) {
  return html`<section>
    <h2>Example${count === 1 ? "" : ` ${index + 1}`}</h2>
    ${jsonView(payload)}
    <h3>What is sent of it</h3>
    ${
      messages.length === 0
        ? html`<p class="quiet">Nothing: those who watch need not know.</p>`
        : messages.map(
            ({ lane, payload: sent }) =>
              html`<p class="event-lanes"><span>${laneGlyph(lane)} ${laneLabel(lane)}</span></p>
                ${jsonView(sent)}`,
          )
    }
  </section>`;
}

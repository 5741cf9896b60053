import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Lane } from "#runtime/event/lane.ts";
import { laneGlyph, laneLabel } from "#views/lane-glyph.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

/** A class of events in the list. */
export interface EventClass {
  readonly type: string;
  /** The lanes that its examples belong to. */
  readonly lanes: readonly Lane[];
  /** Whether it is on the disk before anyone acts on it. */
  readonly isBarrier: boolean;
}

/** Every class of event, by family. */
export function eventsPage(
  page: PageFrame & { readonly classes: readonly EventClass[] },
): TemplateResult {
  const { classes } = page;
  const families = Map.groupBy(classes, ({ type }) => type.slice(0, type.indexOf(".")));
  const main = pageMain(
    {
      title: "Events",
      above: [{ name: "Docs", href: urls.docs() }],
      meta: `${classes.length} classes`,
    },
    html`<p class="quiet">
        Everything that happens is one event of one of these classes, the same in memory, in the log
        and on the wire. Those marked <span class="tag">durable</span> are on the disk before anyone
        acts on them.
      </p>
      ${[...families].map(
        ([family, all]) =>
          html`<section id=${family}>
            <h2>${family}</h2>
            <ul class="rows">
              ${all.map(row)}
            </ul>
          </section>`,
      )}`,
  );
  return playgroundPage(page, { title: "Events", current: "docs", layout: "sidebar", main });
}

function row({ type, lanes, isBarrier }: EventClass): TemplateResult {
  return html`<li>
    <a class="row-main" href=${urls.docsEvent(type)}><code>${type}</code></a>
    <span class="row-text event-lanes"
      >${lanes.map((lane) => html`<span>${laneGlyph(lane)} ${laneLabel(lane)}</span>`)}</span
    >
    <span class="row-end">${isBarrier ? html`<span class="tag">durable</span>` : ""}</span>
  </li>`;
}

import { html, nothing, type TemplateResult } from "lit/html.js";

import { ALIGNMENTS } from "#runtime/state/compare/alignment.ts";
import { icon } from "#views/icon.ts";
import { inWords } from "#views/inspector/in-words.ts";
import { count, grouped } from "#views/inspector/quantity.ts";
import { segments } from "#views/inspector/segments.ts";
import { urls } from "#views/urls.ts";
import type { ComparedPair } from "./compared-pair.ts";
import { currentDifference, type DiffTable } from "./diff-table.ts";
import { compareAddress, TABS, type CompareSettings } from "./settings.ts";

/** How the two are laid beside each other, and what of them is shown. */
export function compareBar({ settings, events }: ComparedPair): TemplateResult {
  return html`<div class="compare-bar">
    ${
      settings.tab === "events"
        ? segments(
            "Align by",
            ALIGNMENTS.map((by) => ({
              label: ALIGNMENT_WORDS[by],
              href: compareAddress(settings, { by }),
              current: settings.by === by,
            })),
          )
        : nothing
    }
    ${segments(
      "Compare",
      TABS.map((tab) => ({
        label: inWords(tab),
        href: compareAddress(settings, { tab }),
        current: settings.tab === tab,
      })),
    )}
    ${settings.tab === "events" ? html`<span class="counts">${countWords(events.counts)}</span>` : nothing}
    <a
      class="button ghost small square"
      href=${jsonAddress(settings)}
      title="This comparison as JSON"
      >${icon("export", "small")}<span class="unseen">This comparison as JSON</span></a
    >
  </div>`;
}

function jsonAddress({ a, b, by }: CompareSettings): string {
  return urls.compareJson({ a, b, ...(by !== "step" && { by }) });
}

const ALIGNMENT_WORDS = { step: "By step", time: "By time", seq: "By sequence" } as const;

function countWords({ removed, changed, added }: ComparedPair["events"]["counts"]): string {
  return `${grouped(removed)} removed, ${grouped(changed)} changed, ${grouped(added)} added`;
}

/** From difference to difference, in the order of the rows. */
export function stepper(settings: CompareSettings, table: DiffTable): TemplateResult {
  const all = table.differences.length;
  const current = currentDifference(table, settings);
  const words =
    current === 0 ? count(all, "difference") : `Difference ${current} of ${grouped(all)}`;
  return html`<nav class="stepper" aria-label="Differences">
    <span>${all === 0 ? "No difference" : words}</span>
    ${stepLink(settings, current - 1, { all, name: "previous" })}
    ${stepLink(settings, current + 1, { all, name: "next" })}
  </nav>`;
}

const STEPS = {
  previous: { label: "Previous difference", key: "P" },
  next: { label: "Next difference", key: "N" },
} as const;

function stepLink(
  settings: CompareSettings,
  d: number,
  { all, name }: { all: number; name: keyof typeof STEPS },
): TemplateResult {
  const { label, key } = STEPS[name];
  const isThere = d >= 1 && d <= all;
  return html`<a
    class="button small"
    data-step=${name}
    href=${isThere ? compareAddress(settings, { d }) : nothing}
    aria-disabled=${isThere ? nothing : "true"}
    title=${label}
    >${icon(name, "small")}<span class="unseen">${label}</span
    ><kbd class="key needs-script" aria-hidden="true">${key}</kbd></a
  >`;
}

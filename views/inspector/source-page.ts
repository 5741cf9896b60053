import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { CitationState, RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { laneGlyph } from "#views/lane-glyph.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { toolLabel } from "#views/run/tool-call-words.ts";
import { safeLink } from "#views/markdown/safe-link.ts";
import { urls } from "#views/urls.ts";
import { sourceLines, type SourceLine } from "./source-lines.ts";

/** The place that a citation names, in a run's state. */
export interface SourcePage extends PageFrame {
  readonly run: RunState;
  readonly citation: CitationState;
}

/** Where an answer got something from: the output that the tool gave then, the cited lines marked. */
export function sourcePage(page: SourcePage): TemplateResult {
  const { run, citation } = page;
  const main = html`<main class="source" id="main">
    <header class="source-top">
      <a class="button" href=${urls.run(run.run_id, { at: citation.sequence })}>
        ${icon("previous", "small")}Event ${citation.sequence}
      </a>
      ${laneGlyph("citations")}
      <h1>${placeOf(citation)}</h1>
      <span class="source-note">source ${citation.index} of ${run.run_id}</span>
    </header>
    ${citation.quote === undefined ? "" : html`<blockquote>${citation.quote}</blockquote>`}
    ${recorded(page)}
  </main>`;
  return playgroundPage(page, {
    title: placeOf(citation),
    current: "runs",
    session: run.session_id,
    layout: "rail",
    main,
  });
}

function placeOf({ path, url, title, start_line, end_line }: CitationState): string {
  const place = path ?? url ?? title;
  if (start_line === undefined) return place;
  return `${place}:${start_line}${end_line === undefined || end_line === start_line ? "" : `–${end_line}`}`;
}

function recorded({ run, citation }: SourcePage): TemplateResult {
  const call = run.calls.find((known) => known.tool_call_id === citation.tool_call_id);
  if (call?.output === undefined) return unrecorded(citation);
  const result =
    call.result_sequence === undefined
      ? ""
      : html`,
          <a href=${urls.run(run.run_id, { at: call.result_sequence })}
            >event ${call.result_sequence}</a
          >`;
  return html`<p class="source-origin">
      As <code>${toolLabel(call.name)}</code> gave it then${result}. The file may have changed
      since.
    </p>
    <ol class="source-lines" tabindex="0" aria-label="Recorded output">
      ${sourceLines(call.output.content, citation).map(sourceLine)}
    </ol>`;
}

function unrecorded(citation: CitationState): TemplateResult {
  const url = citation.url === undefined ? undefined : safeLink(citation.url, true);
  return html`<p class="source-origin">
    The run recorded no output for this source.
    ${
      url === undefined
        ? ""
        : html`It named <a href=${url} rel="noreferrer noopener">${url}</a>, which may have changed
            since.`
    }
  </p>`;
}

function sourceLine({ number, text, marked }: SourceLine): TemplateResult {
  return html`<li value=${number} ?data-marked=${marked} id="L${number}">
    <span aria-hidden="true">${number}</span
    >${marked ? html`<mark>${text}</mark>` : html`<span>${text}</span>`}
  </li>`;
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { ExportFormat } from "#runtime/replay/export/formats.ts";
import type { Redaction } from "#runtime/replay/redact.ts";
import { icon } from "#views/icon.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { type ExportQuery, urls } from "#views/urls.ts";
import { redactionList } from "./redaction-list.ts";

/** What a run can be taken away as. */
export interface ExportChoice {
  readonly run_id: string;
  readonly session_id: string;
  /** What the person asked; the page is about this run. */
  readonly question: string;
  readonly formats: readonly ExportFormat[];
  /** What is struck out of every file. */
  readonly redactions: readonly Redaction[];
  readonly query: ExportQuery;
}

export type ExportPage = PageFrame & ExportChoice;

/** The files that a run can become, and what is struck out of them, before anything is saved. */
export function exportPage(page: ExportPage): TemplateResult {
  return playgroundPage(page, {
    title: "Export",
    current: "runs",
    session: page.session_id,
    layout: "rail",
    main: html`<main class="exports" id="main">${exportChoice(page)}</main>`,
  });
}

/** The page without its frame. */
export function exportChoice(choice: ExportChoice): TemplateResult {
  const { run_id, question, formats, redactions } = choice;
  return html`<header class="exports-top">
      <a class="button" href=${urls.run(run_id)}>${icon("previous", "small")}Run</a>
      <h1>Export</h1>
      <p>${question} <code>${run_id}</code></p>
    </header>
    <section aria-labelledby="struck-out">
      <h2 id="struck-out">Struck out before it leaves</h2>
      ${redactionList(run_id, redactions)} ${optionsForm(choice)}
    </section>
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <ul class="export-files">
        ${formats.map((format) => fileRow(choice, format))} ${threadRow(choice)} ${testRow(choice)}
      </ul>
    </section>`;
}

/** A form that leads back here, so that the choice holds without script and in the address. */
function optionsForm({ run_id, query }: ExportChoice): TemplateResult {
  return html`<form class="export-options" action=${urls.exports(run_id)}>
    <label>
      <input type="checkbox" name="homes" value="1" ?checked=${query.homes === 1} />
      Home folders too
    </label>
    <label>
      <input type="checkbox" name="content" value="1" ?checked=${query.content === 1} />
      Texts in the OpenTelemetry spans
    </label>
    <button class="button small">Apply</button>
  </form>`;
}

function fileRow({ run_id, query }: ExportChoice, format: ExportFormat): TemplateResult {
  const { extension, title, purpose } = format;
  const { homes } = query;
  const content = format.name === "otlp" ? query.content : undefined;
  const href = urls.exported(run_id, extension, { homes, content });
  return html`<li>
    <h3>${title} <code>.${extension}</code></h3>
    <p>${purpose}.</p>
    ${download(href, `${run_id}.${extension}`, title)}
  </li>`;
}

function threadRow({ run_id }: ExportChoice): TemplateResult {
  return html`<li>
    <h3>Events with the thread before them <code>.jsonl</code></h3>
    <p>What a replay of a later turn needs: <code>uar replay ${run_id}.thread.jsonl</code>.</p>
    ${download(urls.replayJsonl(run_id), `${run_id}.thread.jsonl`, "Events with the thread")}
  </li>`;
}

function testRow({ run_id }: ExportChoice): TemplateResult {
  return html`<li>
    <h3>Make this a test <code>.e2e.ts</code></h3>
    <p>
      A Playwright spec with the model's answers in it: it passes at once, and fails when the chat
      changes.
    </p>
    ${download(urls.madeTest(run_id), `${run_id}.e2e.ts`, "Test")}
  </li>`;
}

function download(href: string, name: string, title: string): TemplateResult {
  return html`<a class="button" href=${href} download=${name}>
    ${icon("export", "small")}Download<span class="unseen"> ${title}</span>
  </a>`;
}

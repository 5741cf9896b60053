import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Redaction } from "#runtime/replay/redact.ts";
import { icon } from "#views/icon.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { redactionList } from "./redaction-list.ts";

/** A look at a run for somebody else. */
export interface ShareChoice {
  readonly run_id: string;
  readonly session_id: string;
  readonly question: string;
  /** The address of the look, with the server's name. */
  readonly address: string;
  /** The place of the look on this server. */
  readonly place: string;
  /** What is struck out of the file. */
  readonly redactions: readonly Redaction[];
}

export type SharePage = PageFrame & ShareChoice;

/** A link for those who reach this server, and the file for all others. Nothing is uploaded anywhere. */
export function sharePage(page: SharePage): TemplateResult {
  return playgroundPage(page, {
    title: "Share",
    current: "runs",
    session: page.session_id,
    layout: "rail",
    main: html`<main class="exports" id="main">${shareChoice(page)}</main>`,
  });
}

/** The page without its frame. */
export function shareChoice(choice: ShareChoice): TemplateResult {
  const { run_id, question, address, place, redactions } = choice;
  const file = `${run_id}.html`;
  return html`<header class="exports-top">
      <a class="button" href=${place}>${icon("previous", "small")}Run</a>
      <h1>Share</h1>
      <p>${question} <code>${run_id}</code></p>
    </header>
    <section aria-labelledby="share-link">
      <h2 id="share-link">Link</h2>
      <p>Leads to this very look, for whoever reaches this server and is signed in.</p>
      <uar-copy class="share-link">
        <label class="unseen" for="share-address">Address of this look</label>
        <input id="share-address" readonly spellcheck="false" value=${address} />
        <button class="button needs-script" type="button" data-command="copy-address">
          ${icon("copy", "small")}Copy
        </button>
      </uar-copy>
    </section>
    <section aria-labelledby="share-file">
      <h2 id="share-file">With its data</h2>
      <p>
        One file with the inspector and all events: it opens from disk and asks nobody for anything.
        Nothing is uploaded.
      </p>
      ${redactionList(run_id, redactions)}
      <p class="share-file">
        <a class="button primary" href=${urls.exported(run_id, "html")} download=${file}>
          ${icon("export", "small")}Download ${file}
        </a>
        <a class="button" href=${urls.exports(run_id)}>Other files</a>
      </p>
    </section>`;
}

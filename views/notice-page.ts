import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageDocument, type PageAssets, type Theme } from "./document.ts";
import { urls } from "./urls.ts";

export interface NoticeFrame {
  readonly nonce: string;
  readonly theme: Theme;
  readonly assets: PageAssets;
}

/** What went wrong, in words for a person. */
export interface ErrorNotice {
  readonly status: number;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly fix?: string | undefined;
}

/** A page that cannot be shown says why, and where to go from here. */
export function errorPage(frame: NoticeFrame, error: ErrorNotice): TemplateResult {
  return noticePage(
    frame,
    error.title,
    html`
      ${error.detail === undefined ? "" : html`<p>${error.detail}.</p>`}
      ${error.fix === undefined ? "" : html`<p class="fix">${error.fix}.</p>`}
      <p class="notice-links">
        <a class="button" href=${urls.home()}>Chat</a>
        <a class="button" href=${urls.runs()}>Runs</a>
        <code>${error.status}</code>
      </p>
    `,
  );
}

export interface LoginNotice {
  /** Where to go once signed in; a path of this server. */
  readonly next: string;
  readonly complaint?: string | undefined;
}

/** Who is not known yet: the link from the terminal opens the playground, or its token pasted here. */
export function loginPage(frame: NoticeFrame, { next, complaint }: LoginNotice): TemplateResult {
  return noticePage(
    frame,
    "Sign in",
    html`
      <p>Open the login link that the server printed when it started, or paste its token here.</p>
      <form class="login" method="post" action=${urls.login()}>
        <input type="hidden" name="next" value=${next} />
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="off"
          spellcheck="false"
        />
        <button class="button primary">Sign in</button>
      </form>
      ${complaint === undefined ? "" : html`<p role="alert" class="problem">${complaint}</p>`}
      <p>Already signed in? <a href=${next}>Go on</a>.</p>
    `,
  );
}

/** A person came back from signing in to a server of tools. */
export function signedInPage(frame: NoticeFrame, server: string): TemplateResult {
  return noticePage(
    frame,
    "Signed in",
    html`
      <p>You are signed in to <strong>${server}</strong>.</p>
      <p class="notice-links">
        <a class="button primary" href=${urls.toolServer(server)}>Go on to its tools</a>
      </p>
    `,
  );
}

function noticePage(frame: NoticeFrame, title: string, content: TemplateResult): TemplateResult {
  const body = html`<main class="notice-page">
    <span class="stave" aria-hidden="true">
      <i data-lane="tokens"></i><i data-lane="tools"></i><i data-lane="approvals"></i>
    </span>
    <h1>${title}</h1>
    ${content}
  </main>`;
  return pageDocument({ ...frame, title: `${title} · Playground`, body });
}

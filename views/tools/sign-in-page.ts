import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";

export interface SignInPage extends PageFrame {
  readonly server: string;
  /** Where the person signs in. */
  readonly address: URL;
}

/** Where a sign-in leads, before it does: a server of tools names the place, and people type passwords there. */
export function signInPage(page: SignInPage): TemplateResult {
  const { server, address } = page;
  const scope = address.searchParams.get("scope");
  const title = `Sign in to ${server}`;
  const above = [
    { name: "Tools", href: urls.tools() },
    { name: server, href: urls.toolServer(server) },
  ];
  const main = pageMain(
    { title, above },
    html`<section>
      <p class="lead">
        ${server} has people sign in at <strong>${address.host}</strong>. Go on if that is the place
        that you know. It leads you back here.
      </p>
      ${scope === null ? "" : html`<p>The playground asks for these rights: <code>${scope}</code></p>`}
      <p><a class="button primary" href=${address.href}>Go on to ${address.host}</a></p>
    </section>`,
  );
  return playgroundPage(page, { title, current: "tools", layout: "sidebar", main });
}

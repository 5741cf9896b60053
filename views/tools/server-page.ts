import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { reconnectForm, serverFacts, serverStatus, signInForms } from "./server-health.ts";
import { toolList } from "./tool-list.ts";
import type { ToolServer } from "./tools-page.ts";

export interface ServerPage extends PageFrame {
  readonly server: ToolServer;
}

/** One server: how it is, what it offers, and what its process wrote last. */
export function serverPage(page: ServerPage): TemplateResult {
  const { name, health, tools } = page.server;
  const main = pageMain(
    {
      title: name,
      above: [{ name: "Tools", href: urls.tools() }],
      actions:
        health === undefined
          ? ""
          : html`${serverStatus(health)} ${reconnectForm(health)} ${signInForms(health)}`,
    },
    html`${
        health === undefined
          ? html`<p class="quiet">The runtime itself brings these tools.</p>`
          : html`<section>${serverFacts(health, page.shell.now)}</section>`
      }
      <section>
        <h2>Tools</h2>
        ${tools.length === 0 ? html`<p class="quiet">It offers none now.</p>` : toolList(tools)}
      </section>
      ${
        health === undefined || health.transport === "http"
          ? ""
          : html`<section>
              <h2>What its process wrote</h2>
              ${
                health.log === ""
                  ? html`<p class="quiet">Nothing.</p>`
                  : html`<pre class="code" tabindex="0">${health.log}</pre>`
              }
            </section>`
      }`,
  );
  return playgroundPage(page, { title: name, current: "tools", layout: "sidebar", main });
}

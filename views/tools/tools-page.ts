import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { CatalogTool } from "#runtime/event/tool.ts";
import type { McpHealth } from "#runtime/tool/mcp/health.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { reconnectForm, serverFacts, serverStatus, signInForms } from "./server-health.ts";
import { toolList } from "./tool-list.ts";

/** Where tools come from: an MCP server with its health, or what the runtime itself brings. */
export interface ToolServer {
  readonly name: string;
  /** Absent for tools of the runtime itself. */
  readonly health?: McpHealth;
  readonly tools: readonly CatalogTool[];
}

export interface ToolsPage extends PageFrame {
  readonly servers: readonly ToolServer[];
}

/** Every tool that agents can be given, by server, and how the servers are. */
export function toolsPage(page: ToolsPage): TemplateResult {
  const { servers, shell } = page;
  const tools = servers.reduce((sum, server) => sum + server.tools.length, 0);
  const meta = `${tools} ${tools === 1 ? "tool" : "tools"}, ${servers.length} ${servers.length === 1 ? "server" : "servers"}`;
  const main = pageMain(
    {
      title: "Tools",
      meta,
      actions: html`<a class="button ghost small" href=${urls.permissions()}>Permissions</a>`,
    },
    servers.length === 0 ? noServers() : servers.map((server) => serverCard(server, shell.now)),
  );
  return playgroundPage(page, { title: "Tools", current: "tools", layout: "sidebar", main });
}

function serverCard({ name, health, tools }: ToolServer, now: string): TemplateResult {
  return html`<section class="card">
    <header>
      <h2><a href=${urls.toolServer(name)}>${name}</a></h2>
      ${health === undefined ? html`<span class="pill">Built in</span>` : serverStatus(health)}
      ${health === undefined ? "" : html`${reconnectForm(health)} ${signInForms(health)}`}
    </header>
    ${health === undefined ? "" : serverFacts(health, now)}
    ${tools.length === 0 ? html`<p class="quiet">No tools.</p>` : toolList(tools)}
  </section>`;
}

/** The two lines of uar.yaml that bring the first server. */
const TWO_LINES = `mcpServers:
  files: { command: npx, args: [-y, "@modelcontextprotocol/server-filesystem", "."] }`;

function noServers(): TemplateResult {
  return html`<section class="nothing">
    <h2>No servers</h2>
    <p>Put these two lines into <code>uar.yaml</code> and start again:</p>
    <pre class="code" tabindex="0">${TWO_LINES}</pre>
  </section>`;
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { McpHealth } from "#runtime/tool/mcp/health.ts";
import { relativeTime } from "#views/relative-time.ts";
import { urls } from "#views/urls.ts";

const STATUS: Readonly<Record<McpHealth["status"], readonly [words: string, dot: string]>> = {
  idle: ["Not started", "idle"],
  connecting: ["Connecting", "running"],
  connected: ["Connected", "done"],
  needs_sign_in: ["Needs sign-in", "waiting"],
  failed: ["Failed", "failed"],
  closed: ["Closed", "idle"],
};

/** Whether a server is connected: a mark and its words. */
export function serverStatus({ status }: Pick<McpHealth, "status">): TemplateResult {
  const [words, dot] = STATUS[status];
  return html`<span class="pill"><i class="dot" data-status=${dot}></i>${words}</span>`;
}

/** How a server is, fact by fact; what it never said is unknown. */
export function serverFacts(health: McpHealth, now: string): TemplateResult {
  const { transport, protocol_version, restarts, last_error, problems, reason, wants_scope } =
    health;
  return html`<dl class="facts">
      <div>
        <dt>Transport</dt>
        <dd>${transport === "stdio" ? "child process, stdio" : "HTTP"}</dd>
      </div>
      <div>
        <dt>Protocol</dt>
        <dd>${protocol_version ?? "unknown"}</dd>
      </div>
      <div>
        <dt>Connected again</dt>
        <dd>${restarts === 0 ? "never" : times(restarts)}</dd>
      </div>
      <div>
        <dt>Last error</dt>
        <dd>
          ${
            last_error === undefined
              ? "none"
              : html`${last_error.reason},
                  <time datetime=${last_error.at}>${relativeTime(last_error.at, now)}</time>`
          }
        </dd>
      </div>
    </dl>
    ${reason === undefined ? "" : html`<p class="problem">${reason}</p>`}
    ${
      wants_scope === undefined
        ? ""
        : html`<p class="problem">It asks for more rights: <code>${wants_scope}</code></p>`
    }
    ${
      problems.length === 0
        ? ""
        : html`<ul class="problems">
            ${problems.map((problem) => html`<li>${problem}</li>`)}
          </ul>`
    }`;
}

/** A sign-in where a server asks for one or for more rights, and a sign-out where somebody is signed in. */
export function signInForms(health: McpHealth): TemplateResult | "" {
  const { name, status, signed_in, wants_scope } = health;
  if (signed_in === undefined) return "";
  const mayHelp = status === "needs_sign_in" || wants_scope !== undefined;
  const signIn = html`<form method="post" action=${urls.signIn(name)}>
    <button class="button small">Sign in to ${name}</button>
  </form>`;
  const signOut = html`<form method="post" action=${urls.signOut(name)}>
    <button class="button small ghost">Sign out of ${name}</button>
  </form>`;
  return html`${mayHelp ? signIn : ""} ${signed_in ? signOut : ""}`;
}

/** Tries a server again, whatever pause it is in. */
export function reconnectForm({ name, status }: McpHealth): TemplateResult | "" {
  if (status === "connected" || status === "closed" || status === "needs_sign_in") return "";
  return html`<form method="post" action=${urls.toolServer(name)}>
    <button class="button small">Connect ${name}</button>
  </form>`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

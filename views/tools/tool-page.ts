import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Verdict } from "#runtime/event/permission.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { pageMain } from "#views/page-main.ts";
import { type PageFrame, playgroundPage } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { argumentForm, type ArgumentForm } from "./argument-form.ts";
import { effectMeaning, effectName, hintWords } from "./effect-words.ts";
import { lastCalls, type PastCall } from "./last-calls.ts";
import { schemaTable } from "./schema-table.ts";
import { shortName } from "./tool-place.ts";
import { type Trial, trialView } from "./trial-view.ts";

export interface ToolPage extends PageFrame {
  readonly tool: Omit<Tool, "run">;
  /** What the gate says of a call that no rule about arguments speaks of. */
  readonly verdict?: Verdict;
  /** It is not what it was when it was first seen. */
  readonly changed: boolean;
  readonly form: ArgumentForm;
  /** The call by hand that the address names. */
  readonly trial?: Trial;
  /** Newest first. */
  readonly calls: readonly PastCall[];
}

/** One tool: what it does and may do, a form that calls it, and what came of its last calls. */
export function toolPage(page: ToolPage): TemplateResult {
  const { tool, trial, calls, shell } = page;
  const title = tool.title ?? shortName(tool);
  const above = [
    { name: "Tools", href: urls.tools() },
    { name: tool.source, href: urls.toolServer(tool.source) },
  ];
  const main = pageMain(
    { title, above, meta: tool.name },
    html`<section>
        <p class="lead" dir="auto">${tool.description}</p>
        ${page.changed ? changeNotice(page) : ""} ${facts(page)}
      </section>
      <section aria-labelledby="try-heading">
        <h2 id="try-heading">Try it</h2>
        ${argumentForm(page.form)}
      </section>
      ${trial === undefined ? "" : trialView(trial)}
      <section>
        <h2>Arguments</h2>
        ${schemaTable(tool.input_schema, `Arguments of ${title}`)}
      </section>
      <section>
        <h2>Last calls</h2>
        ${lastCalls(calls, shell.now)}
      </section>`,
  );
  return playgroundPage(page, { title, current: "tools", layout: "sidebar", main });
}

function facts({ tool, verdict }: ToolPage): TemplateResult {
  const hints = hintWords(tool.hints ?? {});
  const seconds = tool.timeout_ms === undefined ? undefined : tool.timeout_ms / 1000;
  return html`<dl class="facts">
    <div>
      <dt>Effect</dt>
      <dd>${effectName(tool.effect)}<small>${effectMeaning(tool.effect)}</small></dd>
    </div>
    <div>
      <dt>The gate says</dt>
      <dd>
        ${verdict === undefined ? "unknown" : VERDICTS[verdict]}
        <small><a href=${urls.permissions()}>Rules</a></small>
      </dd>
    </div>
    <div>
      <dt>Its server says</dt>
      <dd>${hints.length === 0 ? "nothing" : hints.join("; ")}</dd>
    </div>
    <div>
      <dt>Time limit</dt>
      <dd>${seconds === undefined ? "60 s" : `${seconds} s`}</dd>
    </div>
  </dl>`;
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  allow: "runs without asking",
  ask: "asks a person first",
  deny: "is denied",
};

function changeNotice({ tool }: ToolPage): TemplateResult {
  return html`<form
    class="change-notice"
    method="post"
    action=${urls.acceptTool(tool.source, shortName(tool))}
  >
    <p>This tool says something else than when it was first seen, so every call asks.</p>
    <button class="button small">I have read it</button>
  </form>`;
}

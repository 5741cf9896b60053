import { html } from "@lit-labs/ssr";
import { nothing, type TemplateResult } from "lit/html.js";

import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { urls } from "#views/urls.ts";
import { contextMeter, contextUse } from "./context-meter.ts";
import { PLACEHOLDER } from "./composer-words.ts";

export interface Composer {
  readonly nonce: string;
  /** Absent on the page of a new session. */
  readonly session_id?: string | undefined;
  /** The branch that the message goes to. */
  readonly thread_id?: string;
  readonly agents: readonly string[];
  readonly agent: string;
  readonly models: readonly string[];
  readonly model: string;
  /** A fresh key: sending the same form twice makes one turn. */
  readonly idempotency_key: string;
  /** The newest run: how full its context is. */
  readonly last?: RunState | undefined;
  /** The run that can be stopped, if any. */
  readonly running?: string | undefined;
}

const MESSAGE_MAX_CHARS = 200_000;

/** Where the person writes. Plain forms; within a session htmx sends them and adds the new turn. */
export function composer(props: Composer): TemplateResult {
  return html`<uar-composer
    class="dock"
    session=${props.session_id ?? nothing}
    run=${props.running ?? nothing}
    data-mode=${props.running === undefined ? "idle" : "running"}
  >
    ${props.session_id === undefined ? newSessionForm(props) : turnForm(props, props.session_id)}
    <form
      id="stop-form"
      method="post"
      action=${props.running === undefined ? nothing : urls.interrupt(props.running)}
      data-quiet
    >
      <input type="hidden" name="force" value="yes" disabled />
    </form>
    <div id="composer-error" role="alert"></div>
  </uar-composer>`;
}

function newSessionForm(props: Composer): TemplateResult {
  return html`<form
    class="composer"
    method="post"
    action=${urls.newTurn()}
    enctype="multipart/form-data"
  >
    ${fields(props)}
  </form>`;
}

function turnForm(props: Composer, session: string): TemplateResult {
  return html`<form
    class="composer"
    method="post"
    action=${urls.turns(session)}
    enctype="multipart/form-data"
    hx-nonce=${props.nonce}
    hx-post=${urls.turns(session)}
    hx-target="#turns"
    hx-swap="beforeend"
    hx-status:4xx="target:#composer-error swap:innerHTML"
    hx-status:5xx="target:#composer-error swap:innerHTML"
  >
    ${fields(props)}
  </form>`;
}

function fields(props: Composer): TemplateResult {
  const running = props.running !== undefined;
  return html`<label class="unseen" for="message">Message</label>
    <textarea
      id="message"
      name="message"
      rows="1"
      required
      dir="auto"
      maxlength=${MESSAGE_MAX_CHARS}
      placeholder=${running ? PLACEHOLDER.running : PLACEHOLDER.idle}
    ></textarea>
    <input type="hidden" name="idempotency_key" value=${props.idempotency_key} />
    ${props.thread_id === undefined ? nothing : html`<input type="hidden" name="thread_id" value=${props.thread_id} />`}
    <output class="chosen-files" aria-label="Files to send"></output>
    <div class="composer-foot">
      <label class="choice attach" title="Attach pictures or text files">
        ${icon("attach", "small")}<span class="unseen">Attach files</span>
        <input
          type="file"
          name="files"
          multiple
          accept="image/png,image/jpeg,image/gif,image/webp,text/*"
        />
      </label>
      ${choice("agent", "Agent", props.agents, props.agent)}
      ${choice("model", "Model", props.models, props.model)}
      <span data-slot="meter"
        >${props.last === undefined ? nothing : contextMeter(contextUse(props.last))}</span
      >
      <span class="space"></span>
      <button class="button small now" name="now" value="yes" title="Stops the run and sends this">
        Send now<kbd class="key" aria-hidden="true">Ctrl ↵</kbd>
      </button>
      <button class="button primary small square send" aria-label="Send">
        ${icon("arrow-up", "small")}
      </button>
      <button class="button small stop" form="stop-form" ?hidden=${!running}>
        ${icon("stop", "small")}<span>Stop</span><kbd class="key" aria-hidden="true">Esc</kbd>
      </button>
    </div>`;
}

function choice(
  name: string,
  label: string,
  values: readonly string[],
  current: string,
): TemplateResult | typeof nothing {
  if (values.length === 0) return nothing;
  return html`<label class="choice">
    ${icon(name === "agent" ? "agent" : "model", "small")}<span class="unseen">${label}</span>
    <select name=${name}>
      ${values.map((value) => html`<option value=${value} ?selected=${value === current}>${value}</option>`)}
    </select>
  </label>`;
}

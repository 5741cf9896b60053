import { html, nothing, type TemplateResult } from "lit/html.js";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { icon } from "#views/icon.ts";
import { PLACE, urls } from "#views/urls.ts";
import { changesBetween, type Change } from "./changes.ts";
import { inWords } from "./in-words.ts";
import { currentSequence, lookAddress, type Inspection } from "./inspection.ts";
import { jsonView, type JsonLinks } from "./json-view.ts";
import { bytes } from "./quantity.ts";
import { segments } from "./segments.ts";
import { TABS } from "./settings.ts";
import { wireFrames } from "./wire-frames.ts";

/** The current event: what it changed, its JSON, the state after it, and how it went over the wire. */
export function eventPane(inspection: Inspection): TemplateResult {
  const { run_id, settings } = inspection;
  const sequence = currentSequence(inspection);
  return html`<section class="pane event-pane" aria-label="Event">
    <header>
      ${segments(
        "Event pane",
        TABS.map((tab) => ({
          label: inWords(tab),
          href: lookAddress(inspection, { tab }),
          current: settings.tab === tab,
        })),
      )}
      <span class="pane-actions">
        ${copyButton("link", "link", `Copy link to event ${sequence}`)}
        ${copyButton("json", "copy", "Copy JSON")}
        ${PLACE === "file" ? "" : jsonLink(run_id, sequence)}
      </span>
    </header>
    <div class="pane-body">${tabView(inspection)}</div>
  </section>`;
}

function copyButton(what: "link" | "json", name: "link" | "copy", label: string): TemplateResult {
  return html`<button
    class="button ghost small square needs-script"
    type="button"
    data-command="copy-${what}"
    aria-label=${label}
    title=${label}
  >
    ${icon(name, "small")}
  </button>`;
}

function jsonLink(run_id: string, sequence: number): TemplateResult {
  return html`<a
    class="button ghost small square"
    href=${urls.eventJson(run_id, sequence)}
    aria-label="JSON of event ${sequence}"
    title="JSON of event ${sequence}"
    >${icon("external", "small")}</a
  >`;
}

function tabView(inspection: Inspection): TemplateResult {
  const { settings, index, at, after } = inspection;
  const links = idLinks(inspection);
  switch (settings.tab) {
    case "event":
      return html`${changesView(inspection)} ${jsonView(index.event(at), { links })}`;
    case "state":
      return jsonView(after?.run ?? {}, { links, open: 1 });
    case "wire":
      return wireView(inspection);
  }
}

function changesView({ before, after }: Inspection): TemplateResult {
  const changes = changesOf(before?.run, after?.run);
  return html`<div class="changes">
    <h3 id="changes">Changed by this event</h3>
    ${
      changes.length === 0
        ? html`<p>Nothing that a person sees</p>`
        : html`<dl aria-labelledby="changes">${changes.map(changeRow)}</dl>`
    }
  </div>`;
}

function changesOf(before: RunState | undefined, after: RunState | undefined): readonly Change[] {
  if (after === undefined) return [];
  if (before === undefined) return [{ path: "run", after: after.status }];
  return changesBetween(before, after);
}

function changeRow({ path, before, after }: Change): TemplateResult {
  return html`<div>
    <dt title=${path}>${shortened(path)}</dt>
    <dd>
      ${before === undefined ? "" : html`<del>${before}</del>`}
      ${before === undefined || after === undefined ? "" : html`<span aria-hidden="true">→</span>`}
      ${after === undefined ? "" : html`<ins>${after}</ins>`}
    </dd>
  </div>`;
}

/** Where a fact stands, with the middle of a long id left out: `call_…m1xtz.progress`. */
function shortened(path: string): string {
  return path.replace(/^([a-z]+_)\w{10,}(\w{5})(?=\.|$)/u, "$1…$2");
}

function wireView({ run_id, index, at, epoch }: Inspection): TemplateResult {
  const { stream, lanes } = wireFrames(index.entry(at), epoch);
  return html`<div class="wire-frames">
    ${exchange(run_id, index.event(at))}
    <h3>One stream of the browser<small>${bytes(stream.length)}</small></h3>
    <pre tabindex="0">${stream.trimEnd()}</pre>
    <h3>Lanes of the run<small>${bytes(lanes.join("").length)}</small></h3>
    ${
      lanes.length === 0
        ? html`<p>Says nothing on any lane</p>`
        : html`<pre tabindex="0">${lanes.join("").trimEnd()}</pre>`
    }
  </div>`;
}

/** What went to the provider and came back, where the event is an end of a model's request. */
function exchange(run_id: string, event: RuntimeEvent): TemplateResult | typeof nothing {
  if (PLACE === "file" || !EXCHANGED.has(event.type)) return nothing;
  if (event.step_id === undefined) return nothing;
  const address = urls.wire(run_id, event.step_id);
  return html`<uar-wire src=${address}></uar-wire>
    <p><a href=${address}>Everything that crossed the wire to the provider</a></p>`;
}

const EXCHANGED: ReadonlySet<string> = new Set([
  "model.requested",
  "model.completed",
  "model.failed",
]);

/** Ids lead to the events that carry them, and to the pages of what they name. */
function idLinks(inspection: Inspection): JsonLinks {
  return (name, value) => {
    switch (name) {
      case "tool_call_id":
        return lookAddress(inspection, { q: `call:${value}`, view: "events" });
      case "step_id":
        return lookAddress(inspection, { q: `step:${value}`, view: "events" });
      case "run_id":
        return PLACE === "file" ? undefined : urls.run(String(value));
      case "output_ref":
        return PLACE === "file" ? undefined : urls.output(String(value));
      case "session_id":
        return PLACE === "file" ? undefined : urls.session(String(value));
      case "sequence":
        return urls.event(inspection.run_id, Number(value));
      default:
        // Such as the event up to which a summary reaches, or at which a branch left.
        return name.endsWith("_sequence")
          ? urls.event(inspection.run_id, Number(value))
          : undefined;
    }
  };
}

import { html } from "@lit-labs/ssr";
import type { TemplateResult } from "lit/html.js";

import type { Entry } from "#runtime/log/port.ts";
import { shortcutsDialog } from "#views/chat/shortcuts-dialog.ts";
import { playgroundPage, type PageFrame } from "#views/playground-page.ts";
import { urls } from "#views/urls.ts";
import { EventIndex } from "./event-index.ts";
import { inspect } from "./inspect.ts";
import { INSPECTOR_KEYS } from "./inspector-keys.ts";
import { inspectorView } from "./inspector-view.ts";
import { RunStates } from "./run-states.ts";
import type { Query } from "./settings.ts";

/** One run to look at. `entries` are all of its events, oldest first, and at least one. */
export interface InspectedRun {
  readonly run_id: string;
  /** The session's title; empty when it has none. */
  readonly title: string;
  /** The epoch of the log's head: the first half of every cursor. */
  readonly epoch: number;
  readonly entries: readonly Entry[];
  /** The query of the address, as it came: `at`, `side`, `view`, `tab`, `q`, `idle`, `fold`, `speed`, `path`, `sel`, `range`. */
  readonly query: Query;
}

export interface InspectorPage extends PageFrame, InspectedRun {}

/** The inspector of a run, whole without script; the element in it takes over where there is one. */
export function inspectorPage(page: InspectorPage): TemplateResult {
  const { run_id, title, entries } = page;
  return playgroundPage(page, {
    title: title === "" ? run_id : title,
    current: "runs",
    ...(entries[0] !== undefined && { session: entries[0].event.session_id }),
    layout: "rail",
    main: html`<main class="inspector" id="main">${inspectorElement(page)}</main>
      ${shortcutsDialog(INSPECTOR_KEYS)}`,
  });
}

/** The element with all that it shows, and what its script needs to go on from there. */
function inspectorElement({ run_id, title, epoch, entries, query }: InspectedRun): TemplateResult {
  const index = new EventIndex(entries);
  const inspection = inspect({ run_id, title, epoch, index, states: new RunStates(index) }, query);
  return html`<uar-inspector
    run=${run_id}
    thread=${inspection.newest?.run.thread_id ?? index.event(0).thread_id}
    epoch=${epoch}
    last=${index.lastSequence}
    log=${urls.runLog(run_id)}
    name=${title}
    >${inspectorView(inspection)}</uar-inspector
  >`;
}
